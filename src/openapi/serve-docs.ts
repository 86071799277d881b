import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import { contentSecurityPolicy } from '../common/http/security-headers.js';
import { createOpenApiDocument } from './openapi.document.js';

export const DOCS_PATH = '/docs';
export const DOCUMENT_PATH = '/openapi.json';

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

/** Swagger UI at `/docs`, the document at `/openapi.json`. */
export function serveDocs(app: NestExpressApplication): void {
  app.use(DOCS_PATH, contentSecurityPolicy(SWAGGER_UI_POLICY));
  SwaggerModule.setup(DOCS_PATH, app, () => createOpenApiDocument(app), {
    jsonDocumentUrl: DOCUMENT_PATH,
    raw: ['json'],
    customSiteTitle: 'twoinone-ml API',
    swaggerOptions: { displayRequestDuration: true, tryItOutEnabled: true, validatorUrl: null },
  });
}
