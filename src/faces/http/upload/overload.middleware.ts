import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { RefusedRequests } from '../../../auth/rate-limit/refused-requests.js';
import { FaceEmbeddingService } from '../../embedding/face-embedding.service.js';
import { claimedParty } from './party-of.js';

/**
 * Refuses a photo that nobody could take before its limits are counted and its token is checked: what a refusal costs is
 * taken from the photos that are being looked at.
 */
@Injectable()
export class OverloadMiddleware implements NestMiddleware {
  constructor(
    private readonly embedding: FaceEmbeddingService,
    private readonly refused: RefusedRequests,
  ) {}

  /** @throws AppError OVERLOADED, WORKER_LOST or SHUTTING_DOWN */
  use(request: Request, _response: Response, next: NextFunction): void {
    try {
      this.embedding.admit(claimedParty(request));
    } catch (error) {
      this.refused.count(request);
      throw error;
    }
    next();
  }
}
