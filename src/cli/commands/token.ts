import { type Command, Option } from 'commander';
import { ROLES } from '../../auth/authenticated-user.js';
import { duration, userId } from '../arguments.js';
import { JSON_OPTION, type JsonTarget } from '../output.js';
import type { TokenOptions } from '../token.js';

/** A token that never ends is a password that cannot be changed. */
const TTL_MAX_S = 366 * 86_400;

interface Options extends Omit<TokenOptions, 'ttlS'> {
  ttl?: number;
  json?: JsonTarget;
}

export function addToken(program: Command): void {
  program
    .command('token')
    .description(
      'print a token that the service accepts, and nothing else: TOKEN=$(twoinone token --sub ada)',
    )
    .requiredOption('--sub <id>', 'whose token: the id that the person is enrolled under', userId)
    .addOption(new Option('--role <role>', 'what it allows').choices(ROLES).default('user'))
    .option('--email <address>', 'goes into the token')
    .addOption(
      new Option(
        '--ttl <duration>',
        'for how long: 30s, 15m, 12h; at most TOKEN_MAX_AGE (24h when not set), and 1h when not given',
      ).argParser(duration(TTL_MAX_S)),
    )
    .option(...JSON_OPTION)
    .action(async ({ ttl, json, ...options }: Options) => {
      const { printToken } = await import('../token.js');
      await printToken({ ...options, ttlS: ttl }, json);
    });
}
