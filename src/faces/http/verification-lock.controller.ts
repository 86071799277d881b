import { Controller, Delete, Param, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../../auth/auth.decorators.js';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { RequestLocale } from '../../common/http/locale.js';
import type { Locale } from '../../common/locales.js';
import { VerificationLockService } from '../verification-lock/verification-lock.service.js';
import { DeleteFaceParams } from './dto/faces.requests.js';
import type { UnlockResponse } from './dto/faces.responses.js';
import { DocumentUnlock } from './faces.docs.js';
import * as present from './faces.presenter.js';
import { KnownQueryGuard } from './known-query.guard.js';

/** Lets an admin open a user whom too many failed verifications have locked. */
@ApiTags('faces')
@UseGuards(KnownQueryGuard)
@Controller('ml')
export class VerificationLockController {
  constructor(private readonly locks: VerificationLockService) {}

  @Delete('verification-lock/:user_id')
  @DocumentUnlock()
  async unlock(
    @CurrentUser() caller: AuthenticatedUser,
    @Param() { user_id }: DeleteFaceParams,
    @RequestLocale() locale: Locale,
  ): Promise<UnlockResponse> {
    await this.locks.unlock(caller, user_id === 'me' ? caller.id : user_id);
    return present.unlocked(locale);
  }
}
