import { Controller, Delete, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../../auth/auth.decorators.js';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { AppError } from '../../common/app-error.js';
import { type Locale, RequestLocale } from '../../common/http/locale.js';
import { DocumentUnlock } from './faces.docs.js';
import { DeleteFaceParams } from './dto/faces.requests.js';
import type { UnlockResponse } from './dto/faces.responses.js';
import { FaceAudit } from '../audit/face-audit.js';
import { message } from './messages.js';
import { VerificationLockService } from '../verification-lock/verification-lock.service.js';

/** Lets an admin open a user whom too many failed verifications have locked. */
@ApiTags('faces')
@Controller('ml')
export class VerificationLockController {
  constructor(
    private readonly locks: VerificationLockService,
    private readonly audit: FaceAudit,
  ) {}

  @Delete('verification-lock/:user_id')
  @DocumentUnlock()
  async unlock(
    @CurrentUser() caller: AuthenticatedUser,
    @Param() { user_id: subject }: DeleteFaceParams,
    @RequestLocale() locale: Locale,
  ): Promise<UnlockResponse> {
    const operation = { action: 'unlock', caller, subject } as const;
    await this.audit.refusals(operation, async () => {
      if (caller.role !== 'admin') throw new AppError('FORBIDDEN');
      await this.locks.reset(subject);
    });
    await this.audit.record(operation, 'SUCCESS');
    return { success: true, message: message('UNLOCKED', locale) };
  }
}
