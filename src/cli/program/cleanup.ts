import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

type CleanUp = () => unknown;

/** Undone when the command ends, the last first. */
const pending: (() => Promise<unknown>)[] = [];
let isListening = false;

/** Does `work`, then `cleanUp`: also when the work fails, and when Ctrl-C or SIGTERM ends the command. */
export async function cleanedUp<T>(cleanUp: CleanUp, work: () => Promise<T>): Promise<T> {
  listen();
  let done: Promise<unknown> | undefined;
  const once = (): Promise<unknown> => (done ??= Promise.resolve().then(cleanUp));
  pending.push(once);
  try {
    return await work();
  } finally {
    await once();
    pending.splice(pending.indexOf(once), 1);
  }
}

/** @param work is given a new folder, which is removed after it */
export function inTemporaryFolder<T>(prefix: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  return cleanedUp(
    () => rmSync(folder, { recursive: true, force: true }),
    () => work(folder),
  );
}

/** A second signal ends the process as if nobody listened. */
function listen(): void {
  if (isListening) return;
  isListening = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void cleanAll().finally(() => process.exit(128 + constants.signals[signal])));
  }
}

async function cleanAll(): Promise<void> {
  for (const cleanUp of [...pending].reverse()) {
    await cleanUp().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  }
}
