import type { NestExpressApplication } from '@nestjs/platform-express';
import { BodyDeadlines } from './common/http/body-deadlines.js';
import { ProblemDetailsFilter } from './common/http/problem-details.filter.js';
import { noStore, securityHeaders } from './common/http/security-headers.js';
import { createValidationPipe } from './common/http/validation.pipe.js';
import { Drain } from './common/lifecycle/drain.js';
import type { NestLogger } from './common/logging/nest-logger.js';
import { createRequestLog } from './common/logging/request-log.js';
import { AppConfig } from './config/app-config.js';
import { serveConsole } from './console/serve-console.js';
import { serveDocs } from './openapi/serve-docs.js';

/** Everything between the socket and the controllers; `main.ts` and the e2e tests share it. */
export function setupApp(app: NestExpressApplication, logger: NestLogger): NestExpressApplication {
  const config = app.get(AppConfig);
  app.set('trust proxy', config.env.TRUST_PROXY_HOPS);
  app.set('query parser', 'simple');
  app.disable('x-powered-by');
  app.use(createRequestLog(logger.pino), logger.nameRequest);
  app.use(app.get(BodyDeadlines).middleware);
  app.use(app.get(Drain).middleware);
  app.use(securityHeaders());
  app.use(['/ml', '/dev'], noStore);
  app.enableCors({
    origin: [...config.allowedOrigins],
    methods: ['GET', 'POST', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Accept-Language', 'X-Request-Id'],
    exposedHeaders: ['X-Request-Id', 'Retry-After'],
    maxAge: 600,
  });
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ProblemDetailsFilter());
  serveConsole(app, config);
  serveDocs(app);
  return app;
}
