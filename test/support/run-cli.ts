import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { compiledSources, packageRoot } from '../../src/config/package-root.js';

export interface CliOutcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  env: Record<string, string>;
  /** Called with everything said so far; a returned signal ends the program. */
  onOutput?: (stdout: string) => NodeJS.Signals | undefined;
}

/** Runs a compiled command-line program as `npm run` does, with nothing of the tests' environment. */
export function runCli(name: string, args: string[], { env, onOutput }: CliOptions): Promise<CliOutcome> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [join(compiledSources, 'cli', `${name}.js`), ...args], {
    cwd: packageRoot,
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const signal = onOutput?.(stdout);
    if (signal) child.kill(signal);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
