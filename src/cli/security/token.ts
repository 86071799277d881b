import { CLOCK_TOLERANCE_S } from '../../auth/auth-options.js';
import { readDevelopmentSecret } from '../../auth/development-secret.js';
import { mintToken, type TokenRequest } from '../../auth/mint-token.js';
import { tokenUser } from '../../auth/token-claims.js';
import { readToken } from '../../auth/token-format.js';
import { AppConfig } from '../../config/app-config.js';
import { durationText } from '../../config/duration.js';
import { loadEnv } from '../../config/load-env.js';
import { type JsonTarget, printResult } from '../program/output.js';
import { UsageError } from '../program/usage-error.js';

const HOUR_S = 3600;

const NO_SECRET =
  'No secret to sign with: put JWT_SECRET_KEY (at least 32 characters) into .env, or start the service first ' +
  '(npm start): in development it makes a secret for as long as it runs.';

/** `ttlS`: an hour when it is not given, or what the service accepts where that is less. */
export type TokenOptions = Omit<TokenRequest, 'ttlS'> & { ttlS?: number | undefined };

/**
 * Prints a token that the service accepts, and nothing else, so that it can be used in `$(…)`.
 * @throws UsageError when the service would refuse it for its life, or it would have scopes to no effect
 */
export async function printToken(options: TokenOptions, json: JsonTarget): Promise<void> {
  const config = new AppConfig(loadEnv());
  if (options.role === 'admin' && options.scopes !== undefined) {
    throw new UsageError(
      '--scope does nothing beside --role admin, which allows everything: leave one of them out',
    );
  }
  const request = { ...options, ttlS: ttlOf(options, config) };
  const token = await mintToken(request, secretOf(config));
  const { payload } = readToken(token);
  // What the service would refuse is not handed out.
  tokenUser(payload, {
    maxAgeS: config.env.TOKEN_MAX_AGE,
    scopedMaxAgeS: config.env.SCOPED_TOKEN_MAX_AGE,
    clockToleranceS: CLOCK_TOLERANCE_S,
  });
  await printResult(token, { token, ...request, jti: payload['jti'] }, json);
}

function ttlOf({ ttlS: wantedS, scopes }: TokenOptions, { env }: AppConfig): number {
  const { TOKEN_MAX_AGE: maxAgeS, SCOPED_TOKEN_MAX_AGE: scopedMaxAgeS } = env;
  const maxS = scopes === undefined ? maxAgeS : Math.max(maxAgeS, scopedMaxAgeS);
  if (wantedS === undefined) return Math.min(HOUR_S, maxS);
  if (wantedS <= maxS) return wantedS;
  const variable = maxS === maxAgeS ? 'TOKEN_MAX_AGE' : 'SCOPED_TOKEN_MAX_AGE';
  throw new UsageError(
    `--ttl ${durationText(wantedS)} is longer than ${variable}, which is ${durationText(maxS)} (${maxS} s): the service would refuse the token`,
  );
}

function secretOf(config: AppConfig): string {
  const secret = config.jwtSecretIsRandom ? readDevelopmentSecret(config) : config.jwtSecretKey;
  if (secret === undefined) throw new Error(NO_SECRET);
  return secret;
}
