import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { FacesModule } from '../faces/faces.module.js';
import { RecognitionModule } from '../faces/recognition/recognition.module.js';
import { OperatorController } from './operator.controller.js';

/** What people who run the service ask of it. The metrics are global. */
@Module({ imports: [AuditModule, FacesModule, RecognitionModule], controllers: [OperatorController] })
export class OperatorModule {}
