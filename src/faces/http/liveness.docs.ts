import { applyDecorators, type Type } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiSecurity } from '@nestjs/swagger';
import { ApiProblemsWithToken, requestIdHeader } from '../../common/openapi/api-problems.decorator.js';
import { LivenessSessionBody } from './dto/liveness.requests.js';
import {
  LivenessCancelled,
  LivenessFrameResponse,
  LivenessSessionStatus,
  OpenedLivenessSession,
} from './dto/liveness.responses.js';
import { UPLOAD_PROBLEMS } from './faces.docs.js';

/** What the OpenAPI document says about the routes of liveness sessions. */

export const DocumentOpenLiveness = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'openLivenessSession',
      summary: 'Open a liveness session',
      description:
        'Its frames show whether a person is in front of the camera; passed, it takes the place of the photo in enroll-face or verify-face, once and within 120 s. ' +
        'It ends after 60 s or 60 frames. The token is optional for verification; one that is sent must be good.',
    }),
    ApiBearerAuth(),
    ApiSecurity({}),
    ApiBody({ type: LivenessSessionBody, required: true }),
    ok(OpenedLivenessSession),
    ApiProblemsWithToken(
      'FIELD_UNKNOWN',
      'FORBIDDEN',
      'NOT_FOUND',
      'PAYLOAD_TOO_LARGE',
      'VERIFICATION_LOCKED',
      'DB_UNAVAILABLE',
      'AUDIT_LOG_FULL',
    ),
  );

export const DocumentLivenessFrame = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'sendLivenessFrame',
      summary: 'The next picture of the camera',
      description:
        'One after the other, at least 120 ms apart, each after the answer to the one before. The answer says what the person is to do next; ' +
        'nobody knows a direction before it is asked for. No picture is kept.',
    }),
    ApiBearerAuth('liveness_session'),
    ok(LivenessFrameResponse),
    ApiProblemsWithToken(
      ...UPLOAD_PROBLEMS,
      'FACE_UNUSABLE',
      'NOT_FOUND',
      'LIVENESS_ENDED',
      'LIVENESS_OUT_OF_ORDER',
      'VERIFICATION_LOCKED',
      'DB_UNAVAILABLE',
      'AUDIT_LOG_FULL',
    ),
  );

export const DocumentLivenessStatus = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'getLivenessSession',
      summary: 'What has become of a session',
      description: 'For whoever opened it.',
    }),
    ApiBearerAuth(),
    ApiSecurity({}),
    ok(LivenessSessionStatus),
    ApiProblemsWithToken('FIELD_UNKNOWN', 'NOT_FOUND', 'DB_UNAVAILABLE'),
  );

export const DocumentCancelLiveness = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'cancelLivenessSession',
      summary: 'Give a session up',
      description:
        'For whoever opened it. A session for a user that has asked for a direction stays counted as failed.',
    }),
    ApiBearerAuth(),
    ApiSecurity({}),
    ok(LivenessCancelled),
    ApiProblemsWithToken('FIELD_UNKNOWN', 'NOT_FOUND', 'DB_UNAVAILABLE'),
  );

function ok(type: Type<unknown>): MethodDecorator & ClassDecorator {
  return ApiOkResponse({
    type,
    description: 'Done; the body says what was found.',
    headers: requestIdHeader(),
  });
}
