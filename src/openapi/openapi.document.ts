import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { PROBLEM_SCHEMA_NAME, problemSchema } from '../common/openapi/problem.schema.js';
import { SERVICE_VERSION } from '../common/version.js';

const DESCRIPTION = `Face enrolment and verification on your own machine.

Success is status 200 on every route. Every error is \`application/problem+json\` (RFC 9457) with a stable \`code\`;
its \`detail\` is one sentence for the person, by \`Accept-Language\` in French (the default), English or Spanish.
Answers 429 and 503 may be retried, after \`Retry-After\` seconds where it is given.`;

/** The OpenAPI 3.1 document of an application; the application need not be initialised (Nest's preview mode suffices). */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const frame = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('twoinone-ml')
    .setDescription(DESCRIPTION)
    .setVersion(SERVICE_VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/')
    .addTag('faces', 'Enrol, recognise, list, delete')
    .addTag('health', 'Banner and probes')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description:
        'The JWT alone, without "Bearer": HS256 signed with `JWT_SECRET_KEY` (`npm run token -- --sub ada` makes one), or a token of the configured Supabase project.',
    })
    .build();
  const document = SwaggerModule.createDocument(app, frame, {
    operationIdFactory: (_controller, method) => method,
  });
  return {
    ...document,
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, [PROBLEM_SCHEMA_NAME]: problemSchema() },
    },
  };
}
