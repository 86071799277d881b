import { type MiddlewareConsumer, Module, type NestModule, RequestMethod } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { EmbeddingModule } from './embedding/embedding.module.js';
import { EncodingImportService } from './encoding-import.service.js';
import { EnrolmentService } from './enrolment.service.js';
import { FaceAudit } from './face-audit.js';
import { FaceEncoding } from './face-encoding.entity.js';
import { FaceEncodingsRepository } from './face-encodings.repository.js';
import { FacesController } from './faces.controller.js';
import { GalleryModule } from './gallery/gallery.module.js';
import { RecognitionService } from './recognition.service.js';
import { OverloadMiddleware } from './upload/overload.middleware.js';
import { UPLOAD_BUDGET_BYTES, UploadBudget } from './upload/upload-budget.js';
import { VerificationLockController } from './verification-lock.controller.js';
import { VerificationLockRepository } from './verification-lock.repository.js';
import { VerificationLockService } from './verification-lock.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([FaceEncoding]), EmbeddingModule, GalleryModule, AuditModule],
  controllers: [FacesController, VerificationLockController],
  providers: [
    EncodingImportService,
    EnrolmentService,
    RecognitionService,
    FaceAudit,
    FaceEncodingsRepository,
    VerificationLockService,
    VerificationLockRepository,
    { provide: UploadBudget, useFactory: () => new UploadBudget(UPLOAD_BUDGET_BYTES) },
  ],
  exports: [EmbeddingModule, GalleryModule, EnrolmentService, VerificationLockRepository],
})
export class FacesModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    const photoRoutes = ['enroll-face', 'verify-face', 'compare-faces', 'analyze-face'];
    consumer
      .apply(OverloadMiddleware)
      .forRoutes(...photoRoutes.map((name) => ({ path: `ml/${name}`, method: RequestMethod.POST })));
  }
}
