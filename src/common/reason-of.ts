/** The message of an error; of anything else that was thrown, its text. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** As `reasonOf`, without what native libraries add below their first line. */
export function firstLineOf(error: unknown): string {
  return reasonOf(error).split('\n', 1)[0]?.trim() ?? '';
}
