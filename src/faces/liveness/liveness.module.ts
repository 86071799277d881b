import { Module } from '@nestjs/common';
import { FaceAuditModule } from '../audit/face-audit.module.js';
import { DistanceEvidence } from '../decision/distance-evidence.js';
import { EmbeddingModule } from '../embedding/embedding.module.js';
import { RecognitionModule } from '../recognition/recognition.module.js';
import { VerificationLockModule } from '../verification-lock/verification-lock.module.js';
import { ContinuityLimit } from './continuity.js';
import { ExpiredSessionsService } from './expired-sessions.service.js';
import { LiveProbesService } from './live-probes.service.js';
import { LivenessService } from './liveness.service.js';
import { LivenessSessionsRepository } from './liveness-sessions.repository.js';
import { SessionTokens } from './session-tokens.js';

/** Whether somebody is in front of the camera: sessions of frames, and the faces that they vouch for. */
@Module({
  imports: [EmbeddingModule, RecognitionModule, FaceAuditModule, VerificationLockModule],
  providers: [
    LivenessSessionsRepository,
    SessionTokens,
    ExpiredSessionsService,
    LivenessService,
    LiveProbesService,
    {
      provide: ContinuityLimit,
      inject: [DistanceEvidence],
      useFactory: (evidence: DistanceEvidence) => new ContinuityLimit(evidence),
    },
  ],
  exports: [LivenessService, LiveProbesService, LivenessSessionsRepository, SessionTokens],
})
export class LivenessModule {}
