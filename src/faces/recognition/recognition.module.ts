import { Logger, Module } from '@nestjs/common';
import { AppConfig } from '../../config/app-config.js';
import { DistanceEvidence } from '../decision/distance-evidence.js';
import { EmbeddingModule } from '../embedding/embedding.module.js';
import { PREDECESSOR_MODEL, RECOGNITION_MODEL } from '../embedding/models/recognition-model.provider.js';
import type { RecognitionModel } from '../embedding/models/recognition-model.js';
import { FaceAuditModule } from '../audit/face-audit.module.js';
import { GalleryModule } from '../gallery/gallery.module.js';
import { VerificationLockModule } from '../verification-lock/verification-lock.module.js';
import { DuplicateFinder } from './duplicate-finder.js';
import { EarlierEvidence } from './earlier-evidence.js';
import { averageWarning, evidenceFor } from './evidence-for-model.js';
import { FaceMatcher } from './face-matcher.js';
import { MatchLimits } from './match-limits.js';
import { OperatorSearchService } from './operator-search.service.js';
import { ProbesService } from './probes.service.js';
import { RecognitionService } from './recognition.service.js';

/** Whose face it is: what distances mean, what the operator accepts, and the services that answer by both. */
@Module({
  imports: [EmbeddingModule, GalleryModule, FaceAuditModule, VerificationLockModule],
  providers: [
    {
      provide: DistanceEvidence,
      inject: [RECOGNITION_MODEL, AppConfig],
      useFactory: (model: RecognitionModel, { env }: AppConfig) => {
        const evidence = evidenceFor(model, env.CALIBRATION_FILE);
        const warning = averageWarning(evidence);
        if (warning !== undefined) new Logger('Recognition').warn(warning);
        return evidence;
      },
    },
    {
      provide: EarlierEvidence,
      inject: [PREDECESSOR_MODEL],
      useFactory: (model: RecognitionModel | null) =>
        new EarlierEvidence(model && evidenceFor(model, undefined)),
    },
    {
      provide: MatchLimits,
      inject: [AppConfig],
      useFactory: ({ env }: AppConfig) =>
        new MatchLimits(
          env.FACE_RECOGNITION_THRESHOLD,
          env.MAX_FPIR,
          env.MAX_FMR,
          env.MAX_REENROLMENT_FMR,
          env.MAX_DUPLICATE_FPIR,
        ),
    },
    FaceMatcher,
    DuplicateFinder,
    ProbesService,
    OperatorSearchService,
    RecognitionService,
  ],
  exports: [
    DistanceEvidence,
    MatchLimits,
    FaceMatcher,
    DuplicateFinder,
    OperatorSearchService,
    RecognitionService,
  ],
})
export class RecognitionModule {}
