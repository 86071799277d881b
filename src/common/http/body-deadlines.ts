import { Injectable } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import { AppError } from '../app-error.js';
import { BODY_BOUNDS, BodyDeadline } from './body-deadline.js';
import { sendProblem } from './send-problem.js';

const CHECK_EVERY_MS = 1_000;

/** @returns whether the request is still to be watched */
type Look = (nowMs: number) => boolean;

/** Ends requests whose bodies come too slowly, and answers them 408 unless they have their answer. */
@Injectable()
export class BodyDeadlines {
  readonly #arriving = new Set<Look>();
  #timer: NodeJS.Timeout | undefined;

  readonly middleware: RequestHandler = (request, response, next) => {
    this.#arriving.add(this.#lookAt(request, response));
    this.#timer ??= setInterval(() => this.check(), CHECK_EVERY_MS).unref();
    next();
  };

  /** @param nowMs by `performance.now()` */
  check(nowMs = performance.now()): void {
    for (const look of this.#arriving) if (!look(nowMs)) this.#arriving.delete(look);
    if (this.#arriving.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #lookAt(request: Request, response: Response): Look {
    const { socket } = request;
    const before = socket.bytesRead;
    const deadline = new BodyDeadline(BODY_BOUNDS, performance.now());
    return (nowMs) => {
      if (request.complete || socket.destroyed) return false;
      const reason = deadline.missed(nowMs, socket.bytesRead - before);
      if (reason === undefined) return true;
      this.#end(request, response, reason);
      return false;
    };
  }

  #end(request: Request, response: Response, reason: string): void {
    if (response.headersSent || response.destroyed) {
      request.socket.destroy();
      return;
    }
    response.setHeader('Connection', 'close');
    // Node lets go of a request that has its answer: whoever reads its body would wait for ever.
    response.once('finish', () => request.destroy());
    sendProblem(request, response, new AppError('REQUEST_TIMEOUT', { reason }));
  }
}
