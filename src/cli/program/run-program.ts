import { type Command, CommanderError } from 'commander';
import { codeOf } from '../../database/error-code.js';
import { failureSentence } from './failure-sentence.js';
import { UsageError } from './usage-error.js';

const FAILED = 1;
/** As POSIX shells use it for their own commands. */
const MISUSED = 2;

/**
 * Exit code 0: done; 1: not done, or what was checked does not hold; 2: not understood. What went wrong is one sentence on stderr,
 * which operators can search for.
 * @param parts add the subcommands
 */
export async function runProgram(
  program: Command,
  parts: readonly ((program: Command) => void)[],
): Promise<void> {
  speakingPlainly(program);
  for (const add of parts) add(program);
  // That nobody reads any more is told by the write that fails.
  process.stdout.on('error', () => undefined);
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError) && !isUnread(error)) {
      process.stderr.write(`${failureSentence(error)}\n`);
    }
    process.exit(exitCodeOf(error));
  }
}

/** Whoever read the result has gone, as `head` does, and needs no word about it. */
function isUnread(error: unknown): boolean {
  return codeOf(error) === 'EPIPE';
}

/** Throws instead of ending the process, and says in one sentence what it did not understand. Before subcommands are added. */
export function speakingPlainly(program: Command): Command {
  return program
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${sentenceOf(text)}\n`) });
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSED;
  return error instanceof UsageError ? MISUSED : FAILED;
}

/** `error: unknown option '--rolle'\n(Did you mean --role?)` without its prefix, in one line. */
function sentenceOf(text: string): string {
  return text
    .trim()
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ');
}
