/** The start is refused; the message is one line that names every fault and holds no value. */
export class ConfigError extends Error {
  constructor(
    readonly missing: readonly string[],
    readonly invalid: readonly string[],
  ) {
    const parts = [
      missing.length > 0 ? `Missing env vars: ${missing.join(', ')}` : '',
      invalid.length > 0 ? `Invalid env vars: ${invalid.join(', ')}` : '',
    ];
    super(parts.filter((part) => part !== '').join('. '));
    this.name = 'ConfigError';
  }
}
