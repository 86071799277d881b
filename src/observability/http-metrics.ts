import type { Server } from 'node:http';
import type { Request, Response } from 'express';
import { routeOf, statusOf } from '../common/logging/request-log.js';
import type { Metrics } from './metrics.js';

const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

/**
 * Times every request of the server, whoever answers it: also those that never reach a controller. Labelled by the route's
 * pattern, since paths hold user ids.
 */
export function observeRequests(metrics: Metrics, server: Server): void {
  server.prependListener('request', (request: Request, response: Response) => {
    const end = metrics.requestSeconds.startTimer();
    response.once('close', () => {
      end({ method: methodOf(request), route: routeOf(request), status: statusOf(response) });
    });
  });
}

export function methodOf({ method }: Pick<Request, 'method'>): string {
  return METHODS.has(method) ? method : 'other';
}
