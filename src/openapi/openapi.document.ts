import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { PROBLEM_SCHEMA_NAME, problemSchema } from '../common/openapi/problem.schema.js';
import { SERVICE_VERSION } from '../common/version.js';
import { addJsonForms } from './json-forms.js';

const DESCRIPTION = `Face enrolment and verification on your own machine.

Success is status 200 on every route. Every error is \`application/problem+json\` (RFC 9457) with a stable \`code\`;
its \`detail\` is one sentence for the person, by \`Accept-Language\` in French (the default), English or Spanish.
Answers 429 and 503 may be retried, after \`Retry-After\` seconds where it is given.`;

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];
type SchemaObject = Exclude<Schema, { $ref: string }>;

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
    .addTag('liveness', 'A person in front of the camera, not a photograph')
    .addTag('health', 'Banner and probes')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description:
        'The JWT alone, without "Bearer": HS256 signed with `JWT_SECRET_KEY` (`npm run token -- --sub ada` makes one), or a token of the configured Supabase project.',
    })
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'The `session_token` of a liveness session.',
      },
      'liveness_session',
    )
    .build();
  const document = SwaggerModule.createDocument(app, frame, {
    operationIdFactory: (_controller, method) => method,
    // Generated clients make a class of each tag: one a route.
    autoTagControllers: false,
  });
  addJsonForms(document);
  const schemas = { ...document.components?.schemas, [PROBLEM_SCHEMA_NAME]: problemSchema() };
  for (const [name, schema] of Object.entries(schemas)) openCodes(name, schema);
  return { ...document, components: { ...document.components, schemas } };
}

/**
 * Codes may be added. A closed `enum` would make generated clients throw for a new one, so they are listed by Zalando's and
 * openapi-generator's `x-extensible-enum`, on which nobody validates.
 */
function openCodes(name: string, schema: Schema): void {
  const properties = 'properties' in schema ? (schema.properties ?? {}) : {};
  const codes = properties['code'] ?? (name.endsWith('Code') ? schema : {});
  if ('enum' in codes) {
    Object.assign(codes, { 'x-extensible-enum': codes.enum });
    delete codes.enum;
  }
  // Nest wraps a reference with a description, which OpenAPI 3.0 needed.
  for (const [property, { allOf = [], ...rest }] of Object.entries(
    properties as Record<string, SchemaObject>,
  )) {
    if (allOf.length === 1) properties[property] = { ...rest, ...allOf[0] };
  }
}
