import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type RequestHandler } from 'express';
import { contentSecurityPolicy, noStore } from '../common/http/security-headers.js';
import type { AppConfig } from '../config/app-config.js';
import { packageRoot } from '../config/package-root.js';
import { consoleSettings } from './console-settings.js';

const FILES = join(packageRoot, 'dist', 'console');

/**
 * Own files only, nothing inline; pictures of the person are blobs, the camera is a stream and needs no source.
 * @param foreign the one host beside this service that may be asked: where people sign in
 */
const consolePolicy = (foreign: readonly string[]) => ({
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'blob:'],
  connectSrc: ["'self'", ...foreign],
  manifestSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
  requireTrustedTypesFor: ["'script'"],
});

/** The web console: its page at `/` for browsers (API clients keep the JSON banner), its files below `/console/`. */
export function serveConsole(app: NestExpressApplication, config: AppConfig): void {
  if (!config.consoleEnabled) return;
  const settings = consoleSettings(config);
  app.use('/console/settings.json', noStore, ((_request, response) => {
    response.json(settings);
  }) satisfies RequestHandler);
  app.use('/console', express.static(FILES, { index: false, redirect: false, maxAge: 0 }));
  const foreign = settings.supabase === null ? [] : [new URL(settings.supabase.authUrl).origin];
  const policy = contentSecurityPolicy(consolePolicy(foreign));
  const page: RequestHandler = (request, response, next) => {
    if (request.path !== '/' || !['GET', 'HEAD'].includes(request.method)) {
      next();
      return;
    }
    response.vary('Accept');
    if (request.accepts(['json', 'html']) !== 'html') {
      next();
      return;
    }
    policy(request, response, () => {
      response.setHeader('Permissions-Policy', 'camera=(self), microphone=(), geolocation=()');
      response.setHeader('Cache-Control', 'no-cache');
      response.sendFile('index.html', { root: FILES, acceptRanges: false }, (error?: Error) => {
        if (error === undefined || response.headersSent) return;
        // Not built, or the client went away: the banner. A condition that is not met is refused, not answered with that in the page's name.
        next('status' in error && error.status === 412 ? error : undefined);
      });
    });
  };
  app.use(page);
}
