import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { compiledSources, packageRoot } from '../../../../../src/config/package-root.js';
import { inferencePids } from '../../../../support/processes/processes.js';
import { temporaryFolder } from '../../../../support/temporary-folder.js';

/** Packages that decode photographs or run networks, native or not. */
const HEAVY = /node_modules\/(sharp|@img|onnxruntime|@tensorflow|@vladmandic)/;
const LIBRARIES = /sharp|libvips|onnxruntime|tensorflow/;

const folder = temporaryFolder('main-process-');
const hooks = pathToFileURL(
  join(packageRoot, 'dist', 'test', 'support', 'processes', 'recording-imports.js'),
).href;

/** A development service, up to its last line of welcome. */
async function startService() {
  const importsFile = join(folder, 'imports.txt');
  const service = spawn(
    process.execPath,
    ['--import', `${hooks}?${encodeURIComponent(importsFile)}`, join(compiledSources, 'main.js')],
    {
      cwd: packageRoot,
      env: {
        PATH: process.env['PATH'],
        DATA_PATH: join(folder, 'data'),
        CACHE_PATH: join(folder, 'cache'),
        LOG_DIR: join(folder, 'logs'),
        PORT: '0',
        INFERENCE_WORKERS: '1',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  service.stdout.setEncoding('utf8');
  for await (const text of service.stdout as AsyncIterable<string>) {
    said += text;
    if (said.includes('curl -X POST')) break;
  }
  return { service, said, imports: () => readFileSync(importsFile, 'utf8').split('\n') };
}

const mappedInto = (pid: number): string => readFileSync(`/proc/${pid}/maps`, 'utf8');

(process.platform === 'linux' ? describe : describe.skip)('the process that holds the secrets', () => {
  it('never loads what decodes photographs or runs networks; the inference processes do', async () => {
    const { service, said, imports } = await startService();
    const pid = service.pid ?? 0;
    try {
      expect(said).toContain('sample-portrait.jpg');
      const loaded = imports();
      expect(loaded.some((url) => url.endsWith('/dist/src/app.module.js'))).toBe(true);
      expect(loaded.filter((url) => HEAVY.test(url))).toEqual([]);
      expect(mappedInto(pid)).not.toMatch(LIBRARIES);
      const children = inferencePids(pid);
      expect(children).toHaveLength(1);
      for (const child of children) expect(mappedInto(child)).toMatch(LIBRARIES);
      const portrait = readFileSync(join(folder, 'data', 'sample-portrait.jpg'));
      expect(portrait.subarray(0, 2)).toEqual(Buffer.of(0xff, 0xd8));
    } finally {
      const ended = once(service, 'exit');
      service.kill('SIGTERM');
      await ended;
    }
  });
});
