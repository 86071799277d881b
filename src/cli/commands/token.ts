import { type Command, InvalidArgumentError, Option } from 'commander';
import { ROLES } from '../../auth/authenticated-user.js';
import { isScope, type Scope, SCOPES } from '../../auth/scopes.js';
import { duration, userId } from '../program/arguments.js';
import { JSON_OPTION, type JsonTarget } from '../program/output.js';
import { UsageError } from '../program/usage-error.js';
import type { TokenOptions } from '../security/token.js';

/** A token that never ends is a password that cannot be changed. */
const TTL_MAX_S = 366 * 86_400;

interface Options extends Omit<TokenOptions, 'ttlS' | 'sub'> {
  sub?: string;
  scope?: Scope[];
  ttl?: number;
  json?: JsonTarget;
}

export function addToken(program: Command): void {
  const token = program
    .command('token')
    .description(
      'print a token that the service accepts, and nothing else: TOKEN=$(twoinone token --sub ada)',
    )
    .enablePositionalOptions()
    .option('--sub <id>', 'whose token: the id that the person is enrolled under; needed', userId)
    .addOption(new Option('--role <role>', 'what it allows').choices(ROLES).default('user'))
    .option(
      '--scope <list>',
      `what it allows beside, for a back end that acts for many people: of ${SCOPES.join(',')}`,
      scopes,
    )
    .option('--email <address>', 'goes into the token')
    .addOption(
      new Option(
        '--ttl <duration>',
        'for how long: 30s, 15m, 12h; at most TOKEN_MAX_AGE (24h when not set), with --scope SCOPED_TOKEN_MAX_AGE (90d), and 1h when not given',
      ).argParser(duration(TTL_MAX_S)),
    )
    .option(...JSON_OPTION)
    .action(async ({ ttl, json, sub, scope, ...options }: Options) => {
      if (sub === undefined) throw new UsageError("required option '--sub <id>' not specified");
      const { printToken } = await import('../security/token.js');
      await printToken({ ...options, sub, ...(scope ? { scopes: scope } : {}), ttlS: ttl }, json);
    });
  addRevoke(token);
}

function addRevoke(token: Command): void {
  token
    .command('revoke')
    .description('refuse a token before it ends, at every replica within seconds')
    .option('--jti <id>', 'one token, by the jti in it', userId)
    .option('--sub <id>', 'all tokens of a user that were issued until now', userId)
    .action(async ({ jti, sub }: { jti?: string; sub?: string }) => {
      if ((jti === undefined) === (sub === undefined)) {
        throw new UsageError('Either --jti <id> is needed, or --sub <id>');
      }
      const { revokeToken } = await import('../security/token-revoke.js');
      await revokeToken(
        jti === undefined ? { kind: 'sub', value: String(sub) } : { kind: 'jti', value: jti },
      );
    });
}

/** Words between commas. */
function scopes(text: string): Scope[] {
  const words = text.split(',').map((word) => word.trim());
  const known = words.filter(isScope);
  if (known.length === words.length) return [...new Set(known)];
  throw new InvalidArgumentError(`It takes some of ${SCOPES.join(', ')}, with commas between.`);
}
