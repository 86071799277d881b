import { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, Param, Post, Query, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser, OptionalAuth } from '../../auth/auth.decorators.js';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { RequestLocale } from '../../common/http/locale.js';
import type { Locale } from '../../common/locales.js';
import {
  DocumentAnalyze,
  DocumentCompare,
  DocumentDelete,
  DocumentEnroll,
  DocumentList,
  DocumentVerify,
} from './faces.docs.js';
import {
  DeleteFaceParams,
  EnrollFaceForm,
  ListUsersQuery,
  PhotoForm,
  TwoPhotosForm,
  VerifyFaceForm,
  VerifyFaceQuery,
} from './dto/faces.requests.js';
import type { AnalyzeFaceResponse } from './dto/analysis.responses.js';
import type {
  CompareFacesResponse,
  DeleteFaceResponse,
  EnrollFaceResponse,
  UsersEnrolledResponse,
  VerifyFaceResponse,
} from './dto/faces.responses.js';
import { EnrolmentService } from '../enrolment/enrolment.service.js';
import { AnonymousVerifyGuard } from './anonymous-verify.guard.js';
import { EnrolledUsersBody } from './enrolled-users-body.js';
import * as present from './faces.presenter.js';
import { fieldUnknown } from './field-unknown.js';
import { LiveProbesService } from '../liveness/live-probes.service.js';
import { RecognitionService } from '../recognition/recognition.service.js';
import type { PhotoUpload } from '../embedding/photo-upload.js';
import { KnownQuery, KnownQueryGuard } from './known-query.guard.js';
import { CurrentRequester } from './requester.decorator.js';
import type { Requester } from '../verification-lock/requester.js';
import { Photos } from './upload/photos.decorator.js';
import { ReadPhotos } from './upload/read-photos.decorator.js';

/** The contract's routes. Speaks HTTP only; the two services decide. */
@ApiTags('faces')
@UseGuards(KnownQueryGuard)
@Controller('ml')
export class FacesController {
  constructor(
    private readonly enrolment: EnrolmentService,
    private readonly recognition: RecognitionService,
    private readonly everybody: EnrolledUsersBody,
    private readonly probes: LiveProbesService,
  ) {}

  @Post('enroll-face')
  @ReadPhotos(EnrollFaceForm)
  @DocumentEnroll()
  async enroll(
    @CurrentUser() user: AuthenticatedUser,
    @Body() body: EnrollFaceForm,
    @Photos() upload: PhotoUpload,
    @RequestLocale() locale: Locale,
  ): Promise<EnrollFaceResponse> {
    const request = {
      userId: body.user_id,
      allowDuplicate: body.duplicate === 'allow',
      replace: body.replace === 'true',
      consent: body.consent,
    };
    const userId = body.user_id === undefined || body.user_id === 'me' ? user.id : body.user_id;
    const use = { purpose: 'enroll', caller: user, userId } as const;
    const source = await this.probes.probe(use, upload, body.liveness_session);
    return present.enrolled(await this.enrolment.enroll(user, source, request), locale);
  }

  @Post('verify-face')
  @OptionalAuth()
  @UseGuards(AnonymousVerifyGuard)
  @ReadPhotos(VerifyFaceForm, VerifyFaceQuery)
  @DocumentVerify()
  async verify(
    @CurrentRequester() requester: Requester,
    @Body() body: VerifyFaceForm,
    @Query() { candidates }: VerifyFaceQuery,
    @Photos() upload: PhotoUpload,
    @RequestLocale() locale: Locale,
  ): Promise<VerifyFaceResponse> {
    if (body.user_id !== undefined && candidates !== undefined) {
      throw fieldUnknown('candidates', 'a comparison with one person has no candidates');
    }
    const { user: caller } = requester;
    const userId = body.user_id === 'me' ? caller?.id : body.user_id;
    const use = { purpose: 'verify', caller, userId } as const;
    const source = await this.probes.probe(use, upload, body.liveness_session);
    const outcome =
      body.user_id === undefined
        ? await this.recognition.identify(source, requester, candidates)
        : await this.recognition.verify(source, body.user_id, requester);
    if (outcome.kind === 'match' && outcome.renewal !== null) {
      await this.enrolment.renew(outcome.userId, outcome.renewal, requester.user);
    }
    return present.recognised(outcome, locale);
  }

  @Post('compare-faces')
  @ReadPhotos(TwoPhotosForm)
  @DocumentCompare()
  async compare(
    @CurrentUser() user: AuthenticatedUser,
    @Photos() upload: PhotoUpload,
    @RequestLocale() locale: Locale,
  ): Promise<CompareFacesResponse> {
    return present.compared(await this.recognition.compare(upload, user), locale);
  }

  @Post('analyze-face')
  @ReadPhotos(PhotoForm)
  @DocumentAnalyze()
  async analyze(
    @Photos() upload: PhotoUpload,
    @RequestLocale() locale: Locale,
  ): Promise<AnalyzeFaceResponse> {
    return present.analyzed(await this.recognition.analyze(upload), locale);
  }

  @Get('users-enrolled')
  @KnownQuery(ListUsersQuery)
  @DocumentList()
  async list(
    @CurrentUser() user: AuthenticatedUser,
    @Query() query: ListUsersQuery,
  ): Promise<UsersEnrolledResponse | StreamableFile> {
    if (query.limit !== undefined || query.cursor !== undefined) {
      return present.listed(await this.enrolment.list(user, query));
    }
    const chunks = await this.everybody.read(user);
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    return new StreamableFile(Readable.from(chunks), { type: 'application/json; charset=utf-8', length });
  }

  @Delete('delete-face/:user_id')
  @DocumentDelete()
  async delete(
    @CurrentUser() user: AuthenticatedUser,
    @Param() { user_id }: DeleteFaceParams,
    @RequestLocale() locale: Locale,
  ): Promise<DeleteFaceResponse> {
    await this.enrolment.delete(user, user_id === 'me' ? user.id : user_id);
    return present.deleted(locale);
  }
}
