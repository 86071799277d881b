import { applyDecorators, type Type } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiSecurity } from '@nestjs/swagger';
import type { ErrorCode } from '../../common/error-codes.js';
import { ApiProblemsWithToken, requestIdHeader } from '../../common/openapi/api-problems.decorator.js';
import { QUALITY_CODES } from '../embedding/photo-analysis.js';
import { AnalyzeFaceResponse } from './dto/analysis.responses.js';
import {
  CompareFacesResponse,
  DeleteFaceResponse,
  UnlockResponse,
  EnrollFaceResponse,
  IdentifyFacesResponse,
  UsersEnrolledResponse,
  VerifyFaceResponse,
} from './dto/faces.responses.js';

/** What the OpenAPI document says about each route of the controller. */

const STORE: ErrorCode[] = ['DB_UNAVAILABLE', 'AUDIT_LOG_FULL'];
const SEARCH: ErrorCode[] = [...STORE, 'GALLERY_TOO_LARGE'];
/** What reading and decoding photos can come to. */
export const UPLOAD_PROBLEMS: ErrorCode[] = [
  'FILE_MISSING',
  'FILE_EMPTY',
  'FILE_UNEXPECTED',
  'FIELD_UNKNOWN',
  'MULTIPART_MALFORMED',
  'MULTIPART_REQUIRED',
  'FILE_TOO_LARGE',
  'PAYLOAD_TOO_LARGE',
  'IMAGE_TYPE_UNSUPPORTED',
  'IMAGE_HEIF',
  'IMAGE_TOO_LARGE',
  'IMAGE_UNREADABLE',
  'OVERLOADED',
  'INFERENCE_TIMEOUT',
  'WORKER_LOST',
];

export const DocumentEnroll = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'enrollFace',
      summary: 'Enrol the caller’s face',
      description:
        'Stores an encoding of the one face in the photo for the token’s `sub`; the photo itself is not kept. Up to ' +
        '`MAX_ENCODINGS_PER_USER` photos (at most 10) may be sent, one `file` part each: all of them or none, of one person; ' +
        '`photos` then says what became of each. ' +
        'Beyond `MAX_ENCODINGS_PER_USER` the oldest encoding makes room. From the second photo on it must show the person of the ' +
        'others. An admin may enrol somebody else (`user_id`), a face that is enrolled under another id (`duplicate`), or anew (`replace`).',
    }),
    ApiBearerAuth(),
    ok(EnrollFaceResponse),
    ApiProblemsWithToken(
      ...UPLOAD_PROBLEMS,
      'NO_FACE',
      'SEVERAL_FACES',
      'FACE_UNUSABLE',
      ...QUALITY_CODES,
      'CONSENT_REQUIRED',
      'PHOTOS_DIFFER',
      'FACE_NOT_YOURS',
      'FACE_ALREADY_ENROLLED',
      'LIVENESS_REQUIRED',
      'LIVENESS_NOT_PASSED',
      'NOT_FOUND',
      'FORBIDDEN',
      ...SEARCH,
    ),
  );

export const DocumentVerify = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'verifyFace',
      summary: 'Who is in the photo, or is it this person',
      description:
        'Without `user_id` everybody enrolled is searched (1:N), with it only that person is compared (1:1). ' +
        'Up to five photos of one person, one `file` part each, make a better probe than one (a burst of the camera). ' +
        'No match, no face and several faces are 200 with `success: false`, and so are photos of different people (`PHOTOS_DIFFER`). The token is optional; one that is sent must be good.',
    }),
    ApiBearerAuth(),
    ApiSecurity({}),
    ok(VerifyFaceResponse, {
      match: { success: true, user_id: 'abc123', confidence: 0.92, message: 'Visage reconnu.' },
      noMatch: { success: false, confidence: 0, message: 'Visage non reconnu.', code: 'NO_MATCH' },
    }),
    ApiProblemsWithToken(
      ...UPLOAD_PROBLEMS,
      'VERIFICATION_LOCKED',
      'LIVENESS_REQUIRED',
      'LIVENESS_NOT_PASSED',
      'NOT_FOUND',
      ...SEARCH,
    ),
  );

export const DocumentIdentifyFaces = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'identifyFaces',
      summary: 'Who is in a group photo',
      description:
        'Names each face by the decision of `verify-face`; all faces of a photo together keep `MAX_FPIR`. For the role `admin`; every ' +
        'face is on record in the audit log.',
    }),
    ApiBearerAuth(),
    ok(IdentifyFacesResponse),
    ApiProblemsWithToken(...UPLOAD_PROBLEMS, 'FORBIDDEN', ...SEARCH),
  );

export const DocumentCompare = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'compareFaces',
      summary: 'Do two photos show the same person',
      description: 'Keeps no photo and no encoding; nobody enrolled is looked at.',
    }),
    ApiBearerAuth(),
    ok(CompareFacesResponse, {
      same: { success: true, confidence: 0.97, message: 'Les deux photos montrent la même personne.' },
      different: {
        success: false,
        confidence: 0,
        message: 'Les deux photos ne montrent pas la même personne.',
        code: 'NO_MATCH',
      },
    }),
    ApiProblemsWithToken(...UPLOAD_PROBLEMS, ...STORE),
  );

export const DocumentAnalyze = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'analyzeFace',
      summary: 'Faces, pose and quality of a photo',
      description: 'For guidance before the shot. Makes no encoding and stores nothing.',
    }),
    ApiBearerAuth(),
    ok(AnalyzeFaceResponse),
    ApiProblemsWithToken(...UPLOAD_PROBLEMS),
  );

export const DocumentList = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'listEnrolledUsers',
      summary: 'Who is enrolled',
      description:
        'Everybody, or a page when `limit` or `cursor` is given. Where `LIST_USERS=admin` is set, only with the role `admin`.',
    }),
    ApiBearerAuth(),
    ok(UsersEnrolledResponse),
    ApiProblemsWithToken('FIELD_UNKNOWN', 'FORBIDDEN', ...STORE),
  );

export const DocumentDelete = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'deleteFace',
      summary: 'Delete a person’s encodings',
      description:
        'One’s own, or anybody’s with the role `admin`. They are no longer recognised from the next request on.',
    }),
    ApiBearerAuth(),
    ok(DeleteFaceResponse),
    ApiProblemsWithToken('FIELD_UNKNOWN', 'FORBIDDEN', 'NOT_ENROLLED', ...STORE),
  );

export const DocumentUnlock = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'unlockVerification',
      summary: 'Forgive a user’s failed verifications',
      description: 'For the role `admin`. Also forgives a user who was not locked.',
    }),
    ApiBearerAuth(),
    ok(UnlockResponse),
    ApiProblemsWithToken('FIELD_UNKNOWN', 'FORBIDDEN', ...STORE),
  );

export function ok(type: Type<unknown>, examples?: Record<string, object>): MethodDecorator & ClassDecorator {
  const named = Object.entries(examples ?? {}).map(([name, value]) => [name, { summary: name, value }]);
  return ApiOkResponse({
    type,
    description: 'Done; the body says what was found.',
    headers: requestIdHeader(),
    ...(examples === undefined ? {} : { examples: Object.fromEntries(named) as Record<string, never> }),
  });
}
