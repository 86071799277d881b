import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { type SecretOrKeyProvider, Strategy } from 'passport-jwt';
import { AUTH_OPTIONS, type AuthOptions } from './auth-options.js';
import type { AuthenticatedUser } from './authenticated-user.js';
import { bearerToken } from './bearer-token.js';
import { RevokedTokens } from './revocation/revoked-tokens.js';
import { tokenUser } from './token-claims.js';
import type { TokenPayload } from './token-format.js';
import { TOKEN_ALGORITHMS, TokenKeys } from './token-keys.js';

/**
 * Makes a bearer token into the request's user: HS256 of our own, ES256/RS256 of the Supabase project. jsonwebtoken checks the
 * signature, `exp` and `nbf`; what it would let through is refused before, by the strict reader, or after, by `validate`.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: AuthOptions,
    keys: TokenKeys,
    private readonly revoked: RevokedTokens,
  ) {
    super({
      jwtFromRequest: bearerToken,
      secretOrKeyProvider: keyProvider(keys),
      algorithms: [...TOKEN_ALGORITHMS],
      jsonWebTokenOptions: { clockTolerance: options.clockToleranceS },
    });
  }

  /** @throws AppError TOKEN_INVALID, AUTH_UNAVAILABLE */
  override validate(payload: TokenPayload): AuthenticatedUser {
    const user = tokenUser(payload, this.options);
    this.revoked.admit(user, { sub: user.id, jti: payload['jti'], iat: payload['iat'] });
    return user;
  }
}

function keyProvider(keys: TokenKeys): SecretOrKeyProvider<unknown> {
  return (_request, token: string, done) => {
    const found = (async () => keys.keyFor(token))();
    found.then(
      // Handed on to jsonwebtoken, which takes a KeyObject; passport-jwt's types do not say so.
      (key) => done(null, key as unknown as Buffer),
      (error: unknown) => done(error),
    );
  };
}
