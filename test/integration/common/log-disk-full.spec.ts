import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../src/config/package-root.js';
import { eventually } from '../../support/eventually.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const isLinux = process.platform === 'linux';
if (!isLinux) console.warn('No full log disk: /dev/full and prlimit are Linux’s');

const folder = temporaryFolder('log-disk-full-');
const started: ChildProcess[] = [];
let folders = 0;

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A process that logs, with the day's first file at `file` in a folder of its own. */
class LoggingProcess {
  readonly folder = join(folder, `logs-${folders++}`);
  readonly file = join(this.folder, `twoinone-ml.${today()}.1.log`);
  stdout = '';
  child: ChildProcess | undefined;

  constructor() {
    mkdirSync(this.folder);
  }

  async start(stdout: 'pipe' | number = 'pipe'): Promise<void> {
    const script = join(packageRoot, 'dist', 'test', 'support', 'processes', 'logging-process.js');
    this.child = fork(script, [this.folder], { stdio: ['ignore', stdout, 'inherit', 'ipc'] });
    started.push(this.child);
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    await once(this.child, 'message');
  }

  log(message: string): void {
    this.child?.send(message);
  }

  /** PostgreSQL's way as well: a file that may not grow is what a full disk looks like. */
  limitFiles(bytes: string): void {
    execFileSync('prlimit', ['--pid', `${this.child?.pid}`, `--fsize=${bytes}:`]);
  }

  get warnings(): string[] {
    return this.stdout.match(/Log files cannot be written: \w+/g) ?? [];
  }
}

/** By local time, as the files are named. */
function today(): string {
  const now = new Date();
  const two = (n: number) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

(isLinux ? describe : describe.skip)('a full disk of the log files', () => {
  it('at the start leaves every line on stdout, with one warning', async () => {
    const logging = new LoggingProcess();
    symlinkSync('/dev/full', logging.file);
    await logging.start();
    for (let n = 0; n < 50; n++) logging.log(`line ${n}.`);
    await eventually(() => logging.stdout.includes('line 49.'));
    logging.log('afterwards');
    await eventually(() => logging.stdout.includes('afterwards'));
    expect(logging.warnings).toEqual(['Log files cannot be written: ENOSPC']);
  });

  it('at run time does the same, and the files go on when there is space again', async () => {
    const logging = new LoggingProcess();
    await logging.start();
    logging.log('before');
    await eventually(() => readFileSync(logging.file, 'utf8').includes('before'));
    logging.limitFiles(`${statSync(logging.file).size + 10}`);
    for (let n = 0; n < 50; n++) logging.log(`line ${n}.`);
    await eventually(() => logging.stdout.includes('line 49.') && logging.warnings.length > 0);
    logging.limitFiles('unlimited');
    logging.log('afterwards');
    await eventually(() => logging.stdout.includes('Log files are written again'));
    await eventually(() => readFileSync(logging.file, 'utf8').includes('written again'));
    const lines = readFileSync(logging.file, 'utf8').trimEnd().split('\n');
    const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(messages.filter((text) => text.startsWith('line'))).toHaveLength(50);
    expect(messages).toContain('afterwards');
    expect(logging.warnings).toEqual(['Log files cannot be written: EFBIG']);
  });

  it('under stdout leaves the files', async () => {
    const logging = new LoggingProcess();
    await logging.start(openSync('/dev/full', 'w'));
    logging.log('one');
    logging.log('two');
    await eventually(() => readFileSync(logging.file, 'utf8').includes('two'));
    expect(readFileSync(logging.file, 'utf8')).toMatch(/stdout cannot be written: ENOSPC/);
  });
});

describe('log files that cannot be opened', () => {
  it.each<[string, (logging: LoggingProcess) => void]>([
    ['since a folder is in the place of one', ({ file }) => mkdirSync(file)],
    [
      'since a file is in the place of their folder',
      (logging) => {
        const file = join(logging.folder, 'file');
        writeFileSync(file, '');
        Object.assign(logging, { folder: file });
      },
    ],
  ])('%s leave stdout, with one warning', async (_, spoil) => {
    const logging = new LoggingProcess();
    spoil(logging);
    await logging.start();
    logging.log('a line');
    await eventually(() => logging.stdout.includes('a line'));
    expect(logging.stdout.match(/No log files: \w+/g)).toHaveLength(1);
    expect(logging.warnings).toEqual([]);
  });
});
