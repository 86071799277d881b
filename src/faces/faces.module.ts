import { Module } from '@nestjs/common';
import { EmbeddingModule } from './embedding/embedding.module.js';
import { EnrolmentModule } from './enrolment/enrolment.module.js';
import { GalleryModule } from './gallery/gallery.module.js';
import { EnrolledUsersBody } from './http/enrolled-users-body.js';
import { ConsentController } from './http/consent.controller.js';
import { DuplicatesController } from './http/duplicates.controller.js';
import { EnrolmentsController } from './http/enrolments.controller.js';
import { FacesController } from './http/faces.controller.js';
import { OperatorSearchController } from './http/operator-search.controller.js';
import { UploadModule } from './http/upload/upload.module.js';
import { VerificationLockController } from './http/verification-lock.controller.js';
import { LivenessModule } from './liveness/liveness.module.js';
import { LivenessHttpModule } from './http/liveness-http.module.js';
import { RecognitionModule } from './recognition/recognition.module.js';
import { VerificationLockModule } from './verification-lock/verification-lock.module.js';

/** The map of the rooms; each has a module of its own, and only `http` speaks HTTP. */
@Module({
  imports: [
    EmbeddingModule,
    GalleryModule,
    RecognitionModule,
    EnrolmentModule,
    VerificationLockModule,
    LivenessModule,
    LivenessHttpModule,
    UploadModule,
  ],
  controllers: [
    FacesController,
    EnrolmentsController,
    ConsentController,
    DuplicatesController,
    OperatorSearchController,
    VerificationLockController,
  ],
  providers: [EnrolledUsersBody],
  exports: [EmbeddingModule, GalleryModule, EnrolmentModule, VerificationLockModule, UploadModule],
})
export class FacesModule {}
