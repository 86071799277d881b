import type { Command, OptionValues } from 'commander';
import { failureSentence } from './failure-sentence.js';
import { exitCodeOf, speakingPlainly } from './run-program.js';

/** The options that a program without subcommands was given; with `--help`, or when it does not understand them, it ends. */
export function optionsOf<T extends OptionValues>(program: Command): T {
  try {
    return speakingPlainly(program).parse().opts<T>();
  } catch (error) {
    process.exit(exitCodeOf(error));
  }
}

/** Runs such a program. Exit code 1: it resolves with false, or throws, which is told in a sentence. */
export function runCommand(work: () => Promise<boolean | void>): void {
  work().then(
    (held) => {
      if (held === false) process.exitCode = 1;
    },
    (error: unknown) => {
      process.stderr.write(`${failureSentence(error)}\n`);
      process.exit(1);
    },
  );
}
