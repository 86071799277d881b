import { REQUIRED_IN_PRODUCTION } from './env.schema.js';

export interface EnvFault {
  name: string;
  /** Undefined: missing. Never with the value in it. */
  reason?: string;
}

const REQUIRED: ReadonlySet<string> = new Set(
  REQUIRED_IN_PRODUCTION.flatMap((name) => [name, `${name}_FILE`]),
);

/**
 * The start is refused; the message is one line that names every fault and holds no value. Operators search their logs for
 * “Missing env vars”: it names each required variable that is missing or invalid.
 */
export class ConfigError extends Error {
  constructor(readonly faults: readonly EnvFault[]) {
    const required = faults.filter(({ name }) => REQUIRED.has(name));
    const others = faults.filter(({ name }) => !REQUIRED.has(name));
    super(
      [line('Missing', required, 'invalid: '), line('Invalid', others)]
        .filter((part) => part !== '')
        .join('. '),
    );
    this.name = 'ConfigError';
  }
}

function line(word: string, faults: readonly EnvFault[], before = ''): string {
  const names = faults.map(({ name, reason }) =>
    reason === undefined ? name : `${name} (${before}${reason})`,
  );
  return names.length === 0 ? '' : `${word} env vars: ${names.join(', ')}`;
}
