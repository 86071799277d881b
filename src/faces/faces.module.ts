import { type MiddlewareConsumer, Module, type NestModule, RequestMethod } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { EmbeddingModule } from './embedding/embedding.module.js';
import { EncodingImportService } from './enrolment/encoding-import.service.js';
import { EnrolmentService } from './enrolment/enrolment.service.js';
import { FaceAudit } from './audit/face-audit.js';
import { FaceEncoding } from './enrolment/face-encoding.entity.js';
import { FaceEncodingsRepository } from './enrolment/face-encodings.repository.js';
import { FacesController } from './http/faces.controller.js';
import { GalleryModule } from './gallery/gallery.module.js';
import { RecognitionService } from './recognition/recognition.service.js';
import { OverloadMiddleware } from './http/upload/overload.middleware.js';
import { UPLOAD_BUDGET_BYTES, UploadBudget } from './http/upload/upload-budget.js';
import { VerificationLockController } from './http/verification-lock.controller.js';
import { VerificationLockRepository } from './verification-lock/verification-lock.repository.js';
import { VerificationLockService } from './verification-lock/verification-lock.service.js';

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
