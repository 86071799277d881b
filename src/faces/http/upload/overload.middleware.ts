import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { FaceEmbeddingService } from '../../embedding/face-embedding.service.js';

/**
 * Refuses a photo that nobody could take before its limits are counted and its token is checked: what a refusal costs is
 * taken from the photos that are being looked at.
 */
@Injectable()
export class OverloadMiddleware implements NestMiddleware {
  constructor(private readonly embedding: FaceEmbeddingService) {}

  /** @throws AppError OVERLOADED, WORKER_LOST or SHUTTING_DOWN */
  use(_request: Request, _response: Response, next: NextFunction): void {
    this.embedding.admit();
    next();
  }
}
