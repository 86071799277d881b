import type { Server } from 'node:http';
import type { Request, Response } from 'express';
import { routeOf } from '../common/logging/request-log.js';
import type { Metrics } from './metrics.js';

const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);
/** nginx's status for a client that went away before the answer; never sent. */
const CLIENT_CLOSED = 499;

/**
 * Times every request of the server, whoever answers it: also those that never reach a controller. Labelled by the route's
 * pattern, since paths hold user ids.
 */
export function observeRequests(metrics: Metrics, server: Server): void {
  server.prependListener('request', (request: Request, response: Response) => {
    const end = metrics.requestSeconds.startTimer();
    response.once('close', () => {
      const status = response.writableFinished ? response.statusCode : CLIENT_CLOSED;
      end({ method: methodOf(request), route: routeOf(request), status });
    });
  });
}

export function methodOf({ method }: Pick<Request, 'method'>): string {
  return METHODS.has(method) ? method : 'other';
}
