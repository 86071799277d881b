import type { NestExpressApplication } from '@nestjs/platform-express';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import express, { type RequestHandler } from 'express';
import { AppError } from '../common/app-error.js';
import { contentSecurityPolicy } from '../common/http/security-headers.js';
import { createOpenApiDocument } from './openapi.document.js';

const DOCS_PATH = '/docs';
const DOCUMENT_PATH = '/openapi.json';

/** What the page loads, of all that lies in the package of Swagger UI: its manifest and source maps are nobody's business. */
const PAGE_FILES: ReadonlySet<string> = new Set([
  '/',
  ...['/index.css', '/swagger-ui.css', '/swagger-ui-bundle.js', '/swagger-ui-standalone-preset.js'],
  ...['/swagger-ui-init.js', '/favicon-16x16.png', '/favicon-32x32.png'],
]);

const pageFilesOnly: RequestHandler = (request, _response, next) => {
  if (PAGE_FILES.has(request.path)) next();
  else next(new AppError('NOT_FOUND'));
};

/** The page fetches the document. Otherwise its script would hold a copy of it, made anew for each answer. */
const EMPTY_DOCUMENT: OpenAPIObject = { openapi: '3.1.0', info: { title: '', version: '' }, paths: {} };

/** Swagger UI styles its page with inline styles and draws its icons from data: URLs; its scripts are files. */
const SWAGGER_UI_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  fontSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

/**
 * Swagger UI at `/docs`, the document at `/openapi.json`. Anybody may ask for the document, as often as they like and without
 * reading it: all answers share the same bytes.
 */
export function serveDocs(app: NestExpressApplication): void {
  let document: Buffer | undefined;
  const answer: RequestHandler = (_request, response) => {
    document ??= Buffer.from(JSON.stringify(createOpenApiDocument(app)));
    response.type('application/json').send(document);
  };
  app.use(DOCUMENT_PATH, express.Router().get('/', answer));
  app.use(DOCS_PATH, pageFilesOnly, contentSecurityPolicy(SWAGGER_UI_POLICY));
  SwaggerModule.setup(DOCS_PATH, app, EMPTY_DOCUMENT, {
    raw: false,
    customSiteTitle: 'twoinone-ml API',
    swaggerOptions: {
      ...{ url: DOCUMENT_PATH, spec: null },
      ...{ displayRequestDuration: true, tryItOutEnabled: true, validatorUrl: null },
    },
  });
}
