import { reasonOf } from '../common/reason-of.js';

/**
 * Runs a command. One that resolves with false ends with exit code 1; one that throws does so at once, with a line that
 * operators can search for and, where it helps, how the command is used.
 */
export function runCommand(command: () => Promise<boolean | void>, usage?: string): void {
  command().then(
    (held) => {
      if (held === false) process.exitCode = 1;
    },
    (error: unknown) => {
      process.stderr.write(`${reasonOf(error)}\n${usage === undefined ? '' : `\n${usage}\n`}`);
      process.exit(1);
    },
  );
}
