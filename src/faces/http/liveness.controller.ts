import { Body, Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser, OptionalAuth, OwnToken } from '../../auth/auth.decorators.js';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { RequestLocale } from '../../common/http/locale.js';
import type { Locale } from '../../common/locales.js';
import type { PhotoUpload } from '../embedding/photo-upload.js';
import type { Requester } from '../verification-lock/requester.js';
import { LivenessService } from '../liveness/liveness.service.js';
import { LivenessFrameForm, LivenessSessionBody, LivenessSessionParams } from './dto/liveness.requests.js';
import type {
  LivenessCancelled,
  LivenessFrameResponse,
  LivenessSessionStatus,
  OpenedLivenessSession,
} from './dto/liveness.responses.js';
import { KnownQueryGuard } from './known-query.guard.js';
import { LivenessTokenGuard } from './liveness-token.guard.js';
import {
  DocumentCancelLiveness,
  DocumentLivenessFrame,
  DocumentLivenessStatus,
  DocumentOpenLiveness,
} from './liveness.docs.js';
import * as present from './liveness.presenter.js';
import { CurrentRequester } from './requester.decorator.js';
import { Photos } from './upload/photos.decorator.js';
import { ReadPhotos } from './upload/read-photos.decorator.js';

/** Sessions that find out whether somebody is in front of the camera. */
@ApiTags('liveness')
@UseGuards(KnownQueryGuard)
@Controller('ml/liveness-sessions')
export class LivenessController {
  constructor(private readonly liveness: LivenessService) {}

  @Post()
  @HttpCode(200)
  @OptionalAuth()
  @DocumentOpenLiveness()
  async open(
    @CurrentRequester() requester: Requester,
    @Body() { purpose, user_id }: LivenessSessionBody,
    @RequestLocale() locale: Locale,
  ): Promise<OpenedLivenessSession> {
    return present.opened(await this.liveness.open(purpose, user_id, requester), locale);
  }

  @Post(':session_id/frames')
  @OwnToken()
  @UseGuards(LivenessTokenGuard)
  @ReadPhotos(LivenessFrameForm)
  @DocumentLivenessFrame()
  async lookAt(
    @Param() { session_id }: LivenessSessionParams,
    @Body() { seq }: LivenessFrameForm,
    @Photos() upload: PhotoUpload,
    @RequestLocale() locale: Locale,
  ): Promise<LivenessFrameResponse> {
    return present.lookedAt(await this.liveness.lookAt(session_id, seq, upload), locale);
  }

  @Get(':session_id')
  @OptionalAuth()
  @DocumentLivenessStatus()
  async status(
    @CurrentUser() caller: AuthenticatedUser | undefined,
    @Param() { session_id }: LivenessSessionParams,
  ): Promise<LivenessSessionStatus> {
    return present.status(await this.liveness.statusOf(session_id, caller));
  }

  @Delete(':session_id')
  @OptionalAuth()
  @DocumentCancelLiveness()
  async cancel(
    @CurrentUser() caller: AuthenticatedUser | undefined,
    @Param() { session_id }: LivenessSessionParams,
    @RequestLocale() locale: Locale,
  ): Promise<LivenessCancelled> {
    await this.liveness.cancel(session_id, caller);
    return present.cancelled(locale);
  }
}
