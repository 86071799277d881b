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

export function contentSecurityPolicy(directives: NonNullable<Policy>): RequestHandler {
  return helmet.contentSecurityPolicy({ useDefaults: false, directives });
}
