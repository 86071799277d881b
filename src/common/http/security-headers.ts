import type { RequestHandler } from 'express';
import helmet, { type HelmetOptions } from 'helmet';

export type Policy = Exclude<NonNullable<HelmetOptions['contentSecurityPolicy']>, boolean>['directives'];

/** For JSON nothing may be loaded, framed or run; the pages of the service replace the policy by their own. */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    frameguard: { action: 'deny' },
  });
}

/** What is said of people is kept by no browser and no proxy. */
export const noStore: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

export function contentSecurityPolicy(directives: NonNullable<Policy>): RequestHandler {
  return helmet.contentSecurityPolicy({ useDefaults: false, directives });
}
