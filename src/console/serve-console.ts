import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type RequestHandler } from 'express';
import { contentSecurityPolicy } from '../common/http/security-headers.js';
import type { AppConfig } from '../config/app-config.js';
import { packageRoot } from '../config/package-root.js';

const FILES = join(packageRoot, 'dist', 'console');

/** Own files only, nothing inline; pictures of the person are blobs, the camera is a stream and needs no source. */
const CONSOLE_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'blob:'],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
  requireTrustedTypesFor: ["'script'"],
};

/** The web console: its page at `/` for browsers (API clients keep the JSON banner), its files below `/console/`. */
export function serveConsole(app: NestExpressApplication, { consoleEnabled }: AppConfig): void {
  if (!consoleEnabled) return;
  app.use('/console', express.static(FILES, { index: false, redirect: false, maxAge: 0 }));
  const policy = contentSecurityPolicy(CONSOLE_POLICY);
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
      response.sendFile('index.html', { root: FILES }, (error) => {
        // Not built, or the client went away.
        if (error !== undefined && !response.headersSent) next();
      });
    });
  };
  app.use(page);
}
