import { CLOCK_TOLERANCE_S } from '../auth/auth-options.js';
import { readDevelopmentSecret } from '../auth/development-secret.js';
import { mintToken, type TokenRequest } from '../auth/mint-token.js';
import { tokenUser } from '../auth/token-claims.js';
import { readToken } from '../auth/token-format.js';
import { AppConfig } from '../config/app-config.js';
import { loadEnv } from '../config/load-env.js';
import { type JsonTarget, printResult } from './output.js';

const NO_SECRET =
  'No secret to sign with: put JWT_SECRET_KEY (at least 32 characters) into .env, or start the service first ' +
  '(npm start): in development it makes a secret for as long as it runs.';

/** Prints a token that the service accepts, and nothing else, so that it can be used in `$(…)`. */
export async function printToken(request: TokenRequest, json: JsonTarget): Promise<void> {
  const config = new AppConfig(loadEnv());
  const token = await mintToken(request, secretOf(config));
  // What the service would refuse is not handed out.
  tokenUser(readToken(token).payload, {
    maxAgeS: config.env.TOKEN_MAX_AGE,
    clockToleranceS: CLOCK_TOLERANCE_S,
  });
  await printResult(token, { token, ...request }, json);
}

function secretOf(config: AppConfig): string {
  const secret = config.jwtSecretIsRandom ? readDevelopmentSecret(config) : config.jwtSecretKey;
  if (secret === undefined) throw new Error(NO_SECRET);
  return secret;
}
