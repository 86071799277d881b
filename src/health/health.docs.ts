import { applyDecorators } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOperation,
  ApiProperty,
  ApiResponse,
  ApiSecurity,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { ERRORS } from '../common/error-codes.js';
import { PROBLEM_CONTENT_TYPE } from '../common/http/problem-details.js';
import { ApiProblems, requestIdHeader } from '../common/openapi/api-problems.decorator.js';
import { problemExample, PROBLEM_SCHEMA_REF } from '../common/openapi/problem.schema.js';
import { ENVIRONMENTS } from '../config/env.schema.js';
import { type Purpose, PURPOSES } from '../faces/liveness/liveness-session.js';

/** Bodies of the public routes, and what the OpenAPI document says about them. */

export class Banner {
  @ApiProperty({ type: 'string', enum: ['healthy'] })
  status!: 'healthy';

  @ApiProperty({ example: 'twoinone-ml' })
  service!: string;

  @ApiProperty({ example: '1.0.0' })
  version!: string;
}

/** Passive: the picture itself is looked at too. */
const LIVENESS_KINDS = ['off', 'active', 'active+passive'] as const;
export type LivenessKind = (typeof LIVENESS_KINDS)[number];

/** The contract's health body; what follows `enrolled_users_count` is ours. */
export class MlHealthBody {
  @ApiProperty({ enum: ['healthy', 'unhealthy'] })
  status!: 'healthy' | 'unhealthy';

  @ApiProperty({ enum: ENVIRONMENTS })
  environment!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Library and version.',
    example: { '@vladmandic/face-api': '1.7.15' },
  })
  ml_libraries!: Record<string, string>;

  @ApiProperty({ type: 'integer', nullable: true, description: 'null while the database does not answer.' })
  enrolled_users_count!: number | null;

  @ApiProperty({ required: false, description: 'Absent until the networks are loaded.', example: 'onnx' })
  engine?: string;

  @ApiProperty({ required: false, example: 'face-api/dlib-chip-150/flip' })
  model?: string;

  @ApiProperty({
    enum: LIVENESS_KINDS,
    required: false,
    description:
      'What liveness sessions look at: nothing, the movements that they ask for, or also whether each frame looks like a print or a screen.',
  })
  liveness?: LivenessKind;

  @ApiProperty({
    enum: PURPOSES,
    enumName: 'LivenessPurpose',
    isArray: true,
    description: 'What a plain photo is not enough for: 403 `LIVENESS_REQUIRED`.',
  })
  liveness_required_for!: Purpose[];

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description:
      'Enrolled with another recognition network only: not recognised until they are enrolled again.',
  })
  users_needing_new_photo!: number | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description:
      'Enrolled with the recognition network before this one only: recognised by it until a photograph renews them.',
  })
  users_of_earlier_model!: number | null;

  @ApiProperty({
    type: [String],
    description: 'Settings that another replica on the same database has otherwise; empty when all agree.',
    example: [],
  })
  settings_that_differ!: string[];

  @ApiProperty({
    type: 'integer',
    required: false,
    description:
      'Enrolled without consent to the text in force; absent without `CONSENT_VERSION`. At most 30 s old.',
  })
  users_needing_consent?: number;
}

class LiveBody {
  @ApiProperty({ type: 'string', enum: ['ok'] })
  status!: 'ok';
}

const indicators = {
  type: 'object',
  additionalProperties: { type: 'object', additionalProperties: true },
} as const;

class ProbeReport {
  @ApiProperty({ enum: ['ok', 'error', 'shutting_down'] })
  status!: string;

  @ApiProperty({ ...indicators, description: 'What is up.' })
  info!: object;

  @ApiProperty({ ...indicators, description: 'What is down.' })
  error!: object;

  @ApiProperty({ ...indicators, description: 'All of it.' })
  details!: object;
}

export const DocumentBanner = () =>
  applyDecorators(
    ApiTags('health'),
    ApiSecurity({}),
    ApiOperation({
      operationId: 'getBanner',
      summary: 'Name and version',
      description: 'With `Accept: text/html`, and where the web console is on, the console instead.',
    }),
    report(200, Banner),
    ApiProblems(),
  );

export const DocumentMlHealth = () =>
  applyDecorators(
    ApiTags('health'),
    ApiSecurity({}),
    ApiOperation({ operationId: 'getMlHealth', summary: 'Health for people and monitoring' }),
    report(200, MlHealthBody),
    ApiProblems(),
    report(503, MlHealthBody),
  );

export const DocumentLive = () =>
  applyDecorators(
    ApiTags('health'),
    ApiSecurity({}),
    ApiOperation({
      operationId: 'getLiveness',
      summary: 'The process answers',
      description: 'Looks at nothing else: an outage of the database must not restart the process.',
    }),
    report(200, LiveBody),
    ApiProblems(),
  );

export const DocumentProbe = (summary: string, description: string) =>
  applyDecorators(
    ApiTags('health'),
    ApiSecurity({}),
    ApiOperation({ summary, description }),
    report(200, ProbeReport),
    ApiProblems(),
    report(503, ProbeReport),
  );

/** A probe's own 503 is its report; during shutdown the service may answer with a problem instead. */
function report(status: 200 | 503, body: new () => object): MethodDecorator & ClassDecorator {
  const json = { schema: { $ref: getSchemaPath(body) } };
  const problem = {
    schema: { $ref: PROBLEM_SCHEMA_REF },
    examples: {
      SHUTTING_DOWN: { summary: ERRORS.SHUTTING_DOWN.title, value: problemExample('SHUTTING_DOWN') },
    },
  };
  return applyDecorators(
    ApiExtraModels(body),
    ApiResponse({
      status,
      description: status === 200 ? 'All is well.' : 'Something is down; the body says what.',
      headers: requestIdHeader(),
      content: { 'application/json': json, ...(status === 503 ? { [PROBLEM_CONTENT_TYPE]: problem } : {}) },
    }),
  );
}
