import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '../auth/auth.decorators.js';
import { sharedWork } from '../common/shared-work.js';
import { AppConfig } from '../config/app-config.js';
import { FaceEmbeddingService } from '../faces/embedding/face-embedding.service.js';
import { EnrolmentService, type EnrolmentCounts } from '../faces/enrolment/enrolment.service.js';
import { ReplicaAgreement } from '../faces/enrolment/replicas/replica-agreement.js';
import { isLivenessRequired, PURPOSES } from '../faces/liveness/liveness-session.js';
import { DocumentMlHealth, type LivenessKind, MlHealthBody } from './health.docs.js';

const UNKNOWN = {
  users: null,
  usersNeedingNewPhoto: null,
  usersOfEarlierModel: null,
  usersNeedingConsent: undefined,
};

@Public()
@Controller('ml')
export class MlHealthController {
  private readonly counts = sharedWork(() => this.enrolment.counts());

  constructor(
    private readonly config: AppConfig,
    private readonly embedding: FaceEmbeddingService,
    private readonly enrolment: EnrolmentService,
    private readonly replicas: ReplicaAgreement,
  ) {}

  @Get('health')
  @DocumentMlHealth()
  async health(@Res({ passthrough: true }) response: Response): Promise<MlHealthBody> {
    const inference = this.embedding.status;
    const counts = await this.countsOrUnknown();
    const { users, usersNeedingNewPhoto, usersOfEarlierModel, usersNeedingConsent } = counts;
    const healthy = inference.ready && users !== null;
    if (!healthy) response.status(503);
    return {
      status: healthy ? 'healthy' : 'unhealthy',
      environment: this.config.env.ENVIRONMENT,
      ml_libraries: inference.libraries ?? {},
      enrolled_users_count: users,
      ...(inference.engine === undefined ? {} : { engine: inference.engine }),
      ...(inference.model === undefined ? {} : { model: inference.model }),
      ...(inference.passive === undefined ? {} : { liveness: this.livenessOf(inference.passive) }),
      liveness_required_for: PURPOSES.filter((purpose) =>
        isLivenessRequired(this.config.env.LIVENESS, purpose),
      ),
      users_needing_new_photo: usersNeedingNewPhoto,
      users_of_earlier_model: usersOfEarlierModel,
      settings_that_differ: this.replicas.disputed,
      ...(usersNeedingConsent === undefined ? {} : { users_needing_consent: usersNeedingConsent }),
    };
  }

  private livenessOf(passive: boolean): LivenessKind {
    if (this.config.env.LIVENESS === 'off') return 'off';
    return passive ? 'active+passive' : 'active';
  }

  private async countsOrUnknown(): Promise<EnrolmentCounts | typeof UNKNOWN> {
    try {
      return await this.counts();
    } catch {
      return UNKNOWN;
    }
  }
}
