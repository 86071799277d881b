import { JwtService } from '@nestjs/jwt';
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
  const jwt = new JwtService({ secret, signOptions: { algorithm: 'HS256', expiresIn: ttlS } });
  return jwt.signAsync({ sub, role, ...(email === undefined ? {} : { email }) });
}
