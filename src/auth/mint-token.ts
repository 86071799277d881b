import { randomUUID } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import type { Role } from './authenticated-user.js';
import type { Scope } from './scopes.js';

export interface TokenRequest {
  sub: string;
  role?: Role;
  email?: string;
  scopes?: readonly Scope[];
  ttlS: number;
}

/** An HS256 token of the contract's form, for development, demonstrations and operators; its `jti` is what it can be revoked by. */
export function mintToken(
  { sub, role = 'user', email, scopes, ttlS }: TokenRequest,
  secret: string,
): Promise<string> {
  const jwt = new JwtService({ secret, signOptions: { algorithm: 'HS256', expiresIn: ttlS } });
  return jwt.signAsync({
    sub,
    role,
    jti: randomUUID(),
    ...(email === undefined ? {} : { email }),
    ...(scopes === undefined ? {} : { scope: scopes.join(' ') }),
  });
}
