import type { QualityMeasures } from '../embedding/photo-analysis.js';
import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn, UpdateDateColumn } from 'typeorm';

/** What wrote the table before this service: Python's face_recognition (dlib). The column's default, see migration 002. */
export const LEGACY_MODEL = 'face_recognition';

/** One encoding of one enrolled photograph. */
@Entity('face_encodings')
@Index('idx_face_encodings_user_id', ['userId'])
export class FaceEncoding {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'user_id', type: 'varchar', length: 255 })
  userId!: string;

  /** As many numbers as the model's dimension. */
  @Column({ type: 'jsonb' })
  encoding!: number[];

  /** Version of the pipeline that made the encoding; only encodings of comparable versions are ever compared. */
  @Column({ type: 'varchar', length: 100, default: LEGACY_MODEL })
  model!: string;

  /** Of the photograph as it was enrolled; null for a live face, and for rows from before it was kept. */
  @Column({ type: 'jsonb', nullable: true })
  quality!: QualityMeasures | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamp' })
  createdAt!: Date;

  /** Kept current by a trigger. */
  @UpdateDateColumn({ name: 'updated_at', type: 'timestamp' })
  updatedAt!: Date;
}
