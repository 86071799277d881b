/** The service says what is wrong, then, after a full stop or a colon, what to do: the first part is the title. */
export function sentencesOf(text: string): [string, ...string[]] {
  const [first = text, ...rest] = text.split(/(?<=[.!?])\s+|\s?:\s/);
  return [first, ...rest.map((part) => part.charAt(0).toUpperCase() + part.slice(1))];
}
