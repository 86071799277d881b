import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FaceAuditModule } from '../audit/face-audit.module.js';
import { EmbeddingModule } from '../embedding/embedding.module.js';
import { GalleryModule } from '../gallery/gallery.module.js';
import { RecognitionModule } from '../recognition/recognition.module.js';
import { VerificationLockModule } from '../verification-lock/verification-lock.module.js';
import { EncodingImportService } from './encoding-import.service.js';
import { EnrolledPeopleRepository } from './enrolled-people.repository.js';
import { EnrolmentPhotosService } from './enrolment-photos.service.js';
import { EnrolmentService } from './enrolment.service.js';
import { FaceEncoding } from './face-encoding.entity.js';
import { DuplicateReportRepository } from './duplicates/duplicate-report.repository.js';
import { DuplicateReportService } from './duplicates/duplicate-report.service.js';
import { DuplicateScanService } from './duplicates/duplicate-scan.service.js';
import { ConsentService } from './consent/consent.service.js';
import { ConsentsRepository } from './consent/consents.repository.js';
import { EnrolmentRecordRepository } from './record/enrolment-record.repository.js';
import { EnrolmentRecordService } from './record/enrolment-record.service.js';
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
    DuplicateReportRepository,
    DuplicateScanService,
    DuplicateReportService,
    ConsentsRepository,
    ConsentService,
    FaceEncodingsRepository,
    EnrolledPeopleRepository,
    EnrolmentPhotosService,
    EnrolmentService,
    EncodingImportService,
    EnrolmentRecordRepository,
    EnrolmentRecordService,
    ReplicaSettingsRepository,
    ReplicaAgreement,
  ],
  exports: [
    DuplicateReportService,
    ConsentService,
    EnrolledPeopleRepository,
    EnrolmentService,
    EnrolmentRecordService,
    EncodingImportService,
    ReplicaAgreement,
  ],
})
export class EnrolmentModule {}
