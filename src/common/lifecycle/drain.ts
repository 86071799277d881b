import { Injectable } from '@nestjs/common';
import type { RequestHandler, Response } from 'express';
import { AppError } from '../app-error.js';
import { isProbe } from '../http/probe-paths.js';

/** Keep-alive clients learn from `Connection: close` within this time that they must reconnect elsewhere. */
const GRACE_MS = 1_500;
/** With the database and process shutdown after it this stays below the 20 s that are promised. */
const DRAIN_MAX_MS = 15_000;

/** Knows whether the service is going down, and when the last request is done. */
@Injectable()
export class Drain {
  private draining = false;
  private readonly inFlight = new Set<Response>();
  private onIdle: (() => void) | undefined;

  get isDraining(): boolean {
    return this.draining;
  }

  /** Follows requests; while draining, refuses new ones except the probes, and asks every client to reconnect. */
  readonly middleware: RequestHandler = (request, response, next) => {
    if (this.draining) response.setHeader('Connection', 'close');
    this.inFlight.add(response);
    response.once('close', () => {
      this.inFlight.delete(response);
      if (this.inFlight.size === 0) this.onIdle?.();
    });
    if (this.draining && !isProbe(request.path)) next(new AppError('SHUTTING_DOWN', { retryAfterS: 2 }));
    else next();
  };

  /** Resolves when no request is in flight and clients had the grace time, or when the time is up. */
  async begin(): Promise<void> {
    this.draining = true;
    // Their clients would reuse the connection in the very moment in which it is closed.
    for (const response of this.inFlight) {
      if (!response.headersSent) response.setHeader('Connection', 'close');
    }
    const idle = new Promise<void>((resolve) => {
      this.onIdle = resolve;
      if (this.inFlight.size === 0) resolve();
    });
    await delay(GRACE_MS);
    await Promise.race([idle, delay(DRAIN_MAX_MS)]);
  }
}

const delay = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms).unref();
  });
