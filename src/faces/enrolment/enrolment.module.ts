import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FaceAuditModule } from '../audit/face-audit.module.js';
import { EmbeddingModule } from '../embedding/embedding.module.js';
import { GalleryModule } from '../gallery/gallery.module.js';
import { RecognitionModule } from '../recognition/recognition.module.js';
import { VerificationLockModule } from '../verification-lock/verification-lock.module.js';
import { EncodingImportService } from './encoding-import.service.js';
import { EnrolledPeopleRepository } from './enrolled-people.repository.js';
import { EnrolmentService } from './enrolment.service.js';
import { FaceEncoding } from './face-encoding.entity.js';
import { FaceEncodingsRepository } from './face-encodings.repository.js';
import { ReplicaAgreement } from './replicas/replica-agreement.js';
import { ReplicaSettingsRepository } from './replicas/replica-settings.repository.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([FaceEncoding]),
    EmbeddingModule,
    GalleryModule,
    RecognitionModule,
    FaceAuditModule,
    VerificationLockModule,
  ],
  providers: [
    FaceEncodingsRepository,
    EnrolledPeopleRepository,
    EnrolmentService,
    EncodingImportService,
    ReplicaSettingsRepository,
    ReplicaAgreement,
  ],
  exports: [EnrolledPeopleRepository, EnrolmentService, EncodingImportService, ReplicaAgreement],
})
export class EnrolmentModule {}
