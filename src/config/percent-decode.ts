/** The text without its percent-encoding (RFC 3986); undefined when a `%` in it is none. */
export function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
