import { applyDecorators, type Type } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ApiProblemsWithToken, requestIdHeader } from '../common/openapi/api-problems.decorator.js';

/** Of a route that reads for an operator: for the role `admin`, and of the database as it is now. */
export const DocumentOperator = (
  operationId: string,
  summary: string,
  type: Type<unknown>,
  description = '',
) =>
  applyDecorators(
    ApiOperation({ operationId, summary, description: `For the role \`admin\`. ${description}`.trim() }),
    ApiBearerAuth(),
    ApiOkResponse({ type, description: 'Done; the body says what was found.', headers: requestIdHeader() }),
    ApiProblemsWithToken('FIELD_UNKNOWN', 'FORBIDDEN', 'DB_UNAVAILABLE'),
  );
