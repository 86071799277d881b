/** The command was called in a way that cannot work; the message is a sentence for the person at the keyboard. */
export class UsageError extends Error {}
