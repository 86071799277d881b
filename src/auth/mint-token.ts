import { SignJWT } from 'jose';
import type { Role } from './authenticated-user.js';

export interface TokenRequest {
  sub: string;
  role?: Role;
  email?: string;
  ttlS: number;
}

/** An HS256 token of the contract's form, for development, demonstrations and operators. */
export function mintToken(
  { sub, role = 'user', email, ttlS }: TokenRequest,
  secret: string,
): Promise<string> {
  return new SignJWT({ role, ...(email === undefined ? {} : { email }) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + ttlS)
    .sign(Buffer.from(secret, 'utf8'));
}
