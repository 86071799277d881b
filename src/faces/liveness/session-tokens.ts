import { hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { tokenRefused } from '../../auth/token-refusal.js';
import { AppConfig } from '../../config/app-config.js';
import { LIVENESS_RULES } from './liveness-rules.js';

const AUDIENCE = 'twoinone-ml/liveness-session';
const ALGORITHM = 'HS256';
const KEY_BYTES = 32;

/**
 * The tokens of sessions: they authorise frames and nothing else. Their key is derived from JWT_SECRET_KEY (HKDF, RFC 5869), so
 * that neither kind of token can pass for the other, whatever its claims.
 */
@Injectable()
export class SessionTokens {
  private readonly tokens: JwtService;

  constructor({ jwtSecretKey }: AppConfig) {
    const key = hkdfSync('sha256', jwtSecretKey, '', AUDIENCE, KEY_BYTES);
    this.tokens = new JwtService({
      secret: Buffer.from(key),
      signOptions: {
        algorithm: ALGORITHM,
        audience: AUDIENCE,
        expiresIn: LIVENESS_RULES.sessionMostMs / 1_000,
      },
      verifyOptions: { algorithms: [ALGORITHM], audience: AUDIENCE },
    });
  }

  issue(sessionId: string): Promise<string> {
    return this.tokens.signAsync({ sub: sessionId });
  }

  /** @throws AppError TOKEN_INVALID unless it is this session's */
  async check(token: string, sessionId: string): Promise<void> {
    let claims: { sub?: unknown };
    try {
      claims = await this.tokens.verifyAsync<{ sub?: unknown }>(token);
    } catch (error) {
      throw tokenRefused('not a session token, or expired', error);
    }
    if (claims.sub !== sessionId) throw tokenRefused('the token of another session');
  }
}
