import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiSecurity } from '@nestjs/swagger';
import { ApiProblems, ApiProblemsWithToken } from '../../common/openapi/api-problems.decorator.js';
import { DuplicatesResponse } from './dto/duplicates.js';
import { DeleteFaceResponse } from './dto/faces.responses.js';
import {
  ConsentTermsResponse,
  DeleteEncodingResponse,
  EnrolmentRecordResponse,
  PersonalDataResponse,
} from './dto/enrolments.responses.js';
import { ok } from './faces.docs.js';

/** What the OpenAPI document says about one person's record. */

export const DocumentRecord = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'getEnrolment',
      summary: 'What is stored of a person',
      description:
        'Photos with their dates and quality, when the person was last recognised, and whether a new photo is needed. One’s own ' +
        '(`me`), or anybody’s with the role `admin`; the latter is on record in the audit log.',
    }),
    ApiBearerAuth(),
    ok(EnrolmentRecordResponse),
    ApiProblemsWithToken('FIELD_UNKNOWN', 'FORBIDDEN', 'NOT_ENROLLED', 'DB_UNAVAILABLE'),
  );

export const DocumentDeleteEncoding = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'deleteEncoding',
      summary: 'Delete one of a person’s encodings',
      description:
        'One’s own (`me`), or anybody’s with the role `admin`. With the last one the person is no longer enrolled.',
    }),
    ApiBearerAuth(),
    ok(DeleteEncodingResponse),
    ApiProblemsWithToken('FIELD_UNKNOWN', 'FORBIDDEN', 'ENCODING_UNKNOWN', 'DB_UNAVAILABLE'),
  );

export const DocumentConsent = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'getConsent',
      summary: 'What people have to agree to before they are enrolled',
      description:
        'The operator’s text (`CONSENT_TEXT_FILE`) and its version (`CONSENT_VERSION`), without a token.',
    }),
    ApiSecurity({}),
    ok(ConsentTermsResponse),
    ApiProblems('FIELD_UNKNOWN'),
  );

export const DocumentWithdraw = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'withdrawConsent',
      summary: 'Withdraw the consent to be enrolled',
      description:
        'Deletes all encodings, as `delete-face` does, and is in the audit log as a withdrawal (GDPR art. 7). One’s own (`me`), or ' +
        'anybody’s with the role `admin`.',
    }),
    ApiBearerAuth(),
    ok(DeleteFaceResponse),
    ApiProblemsWithToken('FIELD_UNKNOWN', 'FORBIDDEN', 'NOT_ENROLLED', 'DB_UNAVAILABLE'),
  );

export const DocumentDuplicates = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'listDuplicates',
      summary: 'Who is enrolled under two ids',
      description:
        'Pairs of users who are the same person by the rule of `FACE_ALREADY_ENROLLED`. The first request begins a search in the background ' +
        'that takes a tenth of the time of one search after the other; a finished one is told for an hour. For the role `admin`.',
    }),
    ApiBearerAuth(),
    ok(DuplicatesResponse),
    ApiProblemsWithToken('FIELD_UNKNOWN', 'FORBIDDEN', 'DB_UNAVAILABLE'),
  );

export const DocumentExport = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'exportOwnData',
      summary: 'All that the service holds about the caller',
      description:
        'Right of access (GDPR art. 15); `delete-face` is the right to erasure (art. 17). Also for somebody who is not enrolled.',
    }),
    ApiBearerAuth(),
    ok(PersonalDataResponse),
    ApiProblemsWithToken('FIELD_UNKNOWN', 'DB_UNAVAILABLE'),
  );
