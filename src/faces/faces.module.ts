import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EmbeddingModule } from './embedding/embedding.module.js';
import { EnrolmentService } from './enrolment.service.js';
import { FaceEncoding } from './face-encoding.entity.js';
import { FaceEncodingsRepository } from './face-encodings.repository.js';
import { FacesController } from './faces.controller.js';
import { GalleryModule } from './gallery/gallery.module.js';
import { RecognitionService } from './recognition.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([FaceEncoding]), EmbeddingModule, GalleryModule],
  controllers: [FacesController],
  providers: [EnrolmentService, RecognitionService, FaceEncodingsRepository],
  exports: [EmbeddingModule, EnrolmentService],
})
export class FacesModule {}
