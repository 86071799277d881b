import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ApiProblems, requestIdHeader } from '../common/openapi/api-problems.decorator.js';

/** What the OpenAPI document says about `/metrics`. */
export const DocumentMetrics = () =>
  applyDecorators(
    ApiTags('health'),
    ApiOperation({
      operationId: 'getMetrics',
      summary: 'Metrics for Prometheus',
      description: 'With `METRICS_TOKEN` as the bearer token where one is configured; not a user’s JWT.',
    }),
    ApiBearerAuth(),
    ApiSecurity({}),
    ApiResponse({
      status: 200,
      description: 'Prometheus text exposition format 0.0.4.',
      headers: requestIdHeader(),
      content: { 'text/plain': { schema: { type: 'string' } } },
    }),
    ApiProblems('AUTHORIZATION_AMBIGUOUS', 'TOKEN_MISSING', 'TOKEN_INVALID', 'NOT_FOUND'),
  );
