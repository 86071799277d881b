import { CLOCK_TOLERANCE_S } from '../auth/auth-options.js';
import { readDevelopmentSecret } from '../auth/development-secret.js';
import { mintToken, type TokenRequest } from '../auth/mint-token.js';
import { tokenUser } from '../auth/token-claims.js';
import { readToken } from '../auth/token-format.js';
import { AppConfig } from '../config/app-config.js';
import { durationText } from '../config/duration.js';
import { loadEnv } from '../config/load-env.js';
import { type JsonTarget, printResult } from './output.js';
import { UsageError } from './usage-error.js';

const HOUR_S = 3600;

const NO_SECRET =
  'No secret to sign with: put JWT_SECRET_KEY (at least 32 characters) into .env, or start the service first ' +
  '(npm start): in development it makes a secret for as long as it runs.';

/** `ttlS`: an hour when it is not given, or TOKEN_MAX_AGE where that is less. */
export type TokenOptions = Omit<TokenRequest, 'ttlS'> & { ttlS?: number | undefined };

/**
 * Prints a token that the service accepts, and nothing else, so that it can be used in `$(…)`.
 * @throws UsageError when the service would refuse it for its life
 */
export async function printToken(options: TokenOptions, json: JsonTarget): Promise<void> {
  const config = new AppConfig(loadEnv());
  const request = { ...options, ttlS: ttlOf(options.ttlS, config.env.TOKEN_MAX_AGE) };
  const token = await mintToken(request, secretOf(config));
  // What the service would refuse is not handed out.
  tokenUser(readToken(token).payload, {
    maxAgeS: config.env.TOKEN_MAX_AGE,
    clockToleranceS: CLOCK_TOLERANCE_S,
  });
  await printResult(token, { token, ...request }, json);
}

function ttlOf(wantedS: number | undefined, maxS: number): number {
  if (wantedS === undefined) return Math.min(HOUR_S, maxS);
  if (wantedS <= maxS) return wantedS;
  throw new UsageError(
    `--ttl ${durationText(wantedS)} is longer than TOKEN_MAX_AGE, which is ${durationText(maxS)} (${maxS} s): the service would refuse the token`,
  );
}

function secretOf(config: AppConfig): string {
  const secret = config.jwtSecretIsRandom ? readDevelopmentSecret(config) : config.jwtSecretKey;
  if (secret === undefined) throw new Error(NO_SECRET);
  return secret;
}
