import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import passport from 'passport';
import type { AuthenticatedUser } from './authenticated-user.js';
import { bearerToken } from './bearer-token.js';
import { TokenVerifier } from './token-verifier.js';

type Done = (error: unknown, user: AuthenticatedUser | null) => void;

/** Passport's part: where the token comes from. passport-jwt is not used since it verifies with jsonwebtoken. */
class BearerStrategy extends passport.Strategy {
  constructor(private readonly verify: (token: string, done: Done) => unknown) {
    super();
  }

  override authenticate(request: Request): void {
    let token: string;
    try {
      token = bearerToken(request);
    } catch (error) {
      this.error(error);
      return;
    }
    this.verify(token, (error, user) => {
      if (user === null) this.error(error);
      else this.success(user);
    });
  }
}

/** Makes a bearer token into the request's user: HS256 of our own, ES256/RS256 of the Supabase project. */
@Injectable()
export class JwtStrategy extends PassportStrategy(BearerStrategy, 'jwt') {
  constructor(private readonly verifier: TokenVerifier) {
    super();
  }

  override validate(token: string): Promise<AuthenticatedUser> {
    return this.verifier.verify(token);
  }
}
