import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../../src/config/package-root.js';

export interface CliOutcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  env?: Record<string, string>;
  /** For its stdin. */
  input?: string;
  /** Called with everything said so far; a returned signal is sent to the program. */
  onOutput?: (said: string, pid: number) => NodeJS.Signals | undefined;
}

/** Long enough for JWT_SECRET_KEY. */
export const SOME_SECRET = '5b1c7e0f2a9d4c63b8e7f1a05d3c9e24';

/** What a shell makes of a line without quotes. */
export const words = (line: string): string[] => line.split(' ').filter((word) => word !== '');

/** Runs `twoinone` with nothing of the tests' environment. */
export function runCli(
  args: readonly string[],
  { env = {}, input, onOutput }: CliOptions = {},
): Promise<CliOutcome> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [join(packageRoot, 'bin', 'twoinone.js'), ...args], {
    cwd: packageRoot,
    env: { PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input ?? '');
  let stdout = '';
  let stderr = '';
  const listen = (): void => {
    const signal = onOutput?.(stdout + stderr, child.pid ?? 0);
    if (signal) child.kill(signal);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    listen();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    listen();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
