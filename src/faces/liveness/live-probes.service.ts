import { Inject, Injectable } from '@nestjs/common';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { AppError } from '../../common/app-error.js';
import { AppConfig } from '../../config/app-config.js';
import { meanTemplate } from '../decision/template.js';
import { FaceAudit, type FaceOperation } from '../audit/face-audit.js';
import { RECOGNITION_MODEL } from '../embedding/models/recognition-model.provider.js';
import type { RecognitionModel } from '../embedding/models/recognition-model.js';
import type { PhotoUpload } from '../embedding/photo-upload.js';
import type { FaceSource, LiveFace } from '../recognition/face-source.js';
import { isLivenessRequired, type Purpose } from './liveness-session.js';
import { LivenessSessionsRepository } from './liveness-sessions.repository.js';

/** Who wants to use a face, for what and for whom. */
export interface ProbeUse {
  purpose: Purpose;
  caller: AuthenticatedUser | undefined;
  /** Already resolved: never `me`. undefined: to find out who it is. */
  userId: string | undefined;
}

/** What enrolment and recognition work on: a passed session's own encodings, or a photo where the operator allows one. */
@Injectable()
export class LiveProbesService {
  constructor(
    private readonly config: AppConfig,
    private readonly sessions: LivenessSessionsRepository,
    private readonly audit: FaceAudit,
    @Inject(RECOGNITION_MODEL) private readonly model: RecognitionModel,
  ) {}

  /**
   * @param upload the photo, when there is no session
   * @throws AppError LIVENESS_REQUIRED for a photo that is not enough; NOT_FOUND where sessions are off
   */
  async probe(use: ProbeUse, upload: PhotoUpload, sessionId: string | undefined): Promise<FaceSource> {
    if (sessionId === undefined) {
      await this.checkPhotoAllowed(use);
      return upload;
    }
    if (this.config.env.LIVENESS === 'off') throw new AppError('NOT_FOUND');
    return this.liveFace(use, sessionId);
  }

  private async checkPhotoAllowed({ purpose, caller, userId }: ProbeUse): Promise<void> {
    if (!isLivenessRequired(this.config.env.LIVENESS, purpose)) return;
    const action = purpose === 'enroll' ? 'enroll' : userId === undefined ? 'identify' : 'verify';
    const operation: FaceOperation = { action, caller, subject: userId };
    await this.audit.refusals(operation, () => Promise.reject(new AppError('LIVENESS_REQUIRED')));
  }

  /** Not used up before its encodings are asked for: a locked user's session stays theirs. */
  private liveFace({ purpose, caller, userId }: ProbeUse, sessionId: string): LiveFace {
    return {
      take: async () => {
        const progress = await this.sessions.consume(sessionId, {
          purpose,
          creator: caller?.id ?? null,
          userId: userId ?? null,
          model: this.model.version,
        });
        if (progress === undefined || progress.phase.kind === 'neutral') {
          throw new AppError('LIVENESS_NOT_PASSED');
        }
        const { encodings, earlier } = progress.phase.baseline;
        return {
          encodings: encodings.map(floatsOf),
          earlier: earlier.length === 0 ? null : meanTemplate(earlier.map(floatsOf)),
          model: this.model.version,
        };
      },
    };
  }
}

function floatsOf(numbers: readonly number[]): Float32Array {
  return Float32Array.from(numbers);
}
