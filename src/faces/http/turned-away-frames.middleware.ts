import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { bearerToken } from '../../auth/bearer-token.js';
import { LivenessService } from '../liveness/liveness.service.js';
import { SessionTokens } from '../liveness/session-tokens.js';

const UNAVAILABLE = 503;

/** Before everything that may turn a frame away: what the service could not look at takes nothing of the person's time. */
@Injectable()
export class TurnedAwayFramesMiddleware implements NestMiddleware {
  /** Sessions whose clock is being stopped: whoever floods the service with frames costs the database one at a time. */
  private readonly underWay = new Set<string>();

  constructor(
    private readonly tokens: SessionTokens,
    private readonly liveness: LivenessService,
  ) {}

  use(request: Request<{ session_id: string }>, response: Response, next: NextFunction): void {
    const arrivedMs = performance.now();
    const { session_id: id } = request.params;
    response.once('finish', () => {
      if (response.statusCode !== UNAVAILABLE) return;
      const waitMs = Number(response.getHeader('Retry-After') ?? 0) * 1_000;
      // Without the session's token, and while the database is away, the clock goes on.
      void this.standStill(request, id, performance.now() - arrivedMs, waitMs).catch(() => undefined);
    });
    next();
  }

  private async standStill(request: Request, id: string, tookMs: number, waitMs: number): Promise<void> {
    await this.tokens.check(bearerToken(request), id);
    if (this.underWay.has(id)) return;
    this.underWay.add(id);
    try {
      await this.liveness.standStill(id, tookMs, waitMs);
    } finally {
      this.underWay.delete(id);
    }
  }
}
