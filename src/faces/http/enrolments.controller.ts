import { Controller, Delete, Get, Header, Param, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../../auth/auth.decorators.js';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { RequestLocale } from '../../common/http/locale.js';
import type { Locale } from '../../common/locales.js';
import { EnrolmentService } from '../enrolment/enrolment.service.js';
import { EnrolmentRecordService } from '../enrolment/record/enrolment-record.service.js';
import { EncodingParams } from './dto/enrolments.requests.js';
import type {
  DeleteEncodingResponse,
  EnrolmentRecordResponse,
  PersonalDataResponse,
} from './dto/enrolments.responses.js';
import type { DeleteFaceResponse } from './dto/faces.responses.js';
import { DeleteFaceParams } from './dto/faces.requests.js';
import {
  DocumentDeleteEncoding,
  DocumentExport,
  DocumentRecord,
  DocumentWithdraw,
} from './enrolments.docs.js';
import * as present from './enrolments.presenter.js';
import { deleted } from './faces.presenter.js';
import { KnownQueryGuard } from './known-query.guard.js';

/** What is stored of one person. */
@ApiTags('faces')
@UseGuards(KnownQueryGuard)
@Controller('ml/enrolments')
export class EnrolmentsController {
  constructor(
    private readonly records: EnrolmentRecordService,
    private readonly enrolment: EnrolmentService,
  ) {}

  @Get('me/export')
  @Header('Content-Disposition', 'attachment; filename="my-face-data.json"')
  @DocumentExport()
  async export(@CurrentUser() caller: AuthenticatedUser): Promise<PersonalDataResponse> {
    return present.exported(await this.records.export(caller));
  }

  @Get(':user_id')
  @DocumentRecord()
  async read(
    @CurrentUser() caller: AuthenticatedUser,
    @Param() { user_id }: DeleteFaceParams,
  ): Promise<EnrolmentRecordResponse> {
    return present.recorded(await this.records.read(caller, user_id === 'me' ? caller.id : user_id));
  }

  @Delete(':user_id/consent')
  @DocumentWithdraw()
  async withdraw(
    @CurrentUser() caller: AuthenticatedUser,
    @Param() { user_id }: DeleteFaceParams,
    @RequestLocale() locale: Locale,
  ): Promise<DeleteFaceResponse> {
    await this.enrolment.delete(caller, user_id === 'me' ? caller.id : user_id, 'withdraw');
    return deleted(locale);
  }

  @Delete(':user_id/encodings/:encoding_id')
  @DocumentDeleteEncoding()
  async deleteEncoding(
    @CurrentUser() caller: AuthenticatedUser,
    @Param() { user_id, encoding_id }: EncodingParams,
    @RequestLocale() locale: Locale,
  ): Promise<DeleteEncodingResponse> {
    await this.records.deleteEncoding(caller, user_id === 'me' ? caller.id : user_id, encoding_id);
    return present.encodingDeleted(locale);
  }
}
