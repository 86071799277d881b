import { Inject, Injectable, Logger } from '@nestjs/common';
import { type AuthenticatedUser, mayActFor } from '../../auth/authenticated-user.js';
import { AppError } from '../../common/app-error.js';
import { AppConfig } from '../../config/app-config.js';
import { FaceEmbeddingService } from '../embedding/face-embedding.service.js';
import { FaceAudit, type FaceOperation } from '../audit/face-audit.js';
import { comparableVersions } from '../embedding/models/comparable-versions.js';
import { FaceEncodingsRepository } from './face-encodings.repository.js';
import { RECOGNITION_MODEL } from '../embedding/models/recognition-model.provider.js';
import type { RecognitionModel } from '../embedding/models/recognition-model.js';
import { FaceMatcher } from '../recognition/face-matcher.js';
import { Gallery } from '../gallery/gallery.js';
import { type Subject, subjectOf } from '../recognition/subject.js';
import type { PhotoUpload } from '../embedding/photo-upload.js';
import { VerificationLockService } from '../verification-lock/verification-lock.service.js';

const DEFAULT_PAGE = 100;

export interface EnrolmentCounts {
  users: number;
  /** Enrolled with recognition networks that are no longer in use. */
  usersNeedingNewPhoto: number;
}

export interface EnrolmentPage {
  userIds: string[];
  /** Enrolled users in all, not on this page. */
  total: number;
  /** null on the last page. */
  nextCursor: string | null;
}

/** A photo that came by HTTP, or one that was read from a file. */
export type EnrolmentPhoto = Pick<PhotoUpload, 'photos'> & Partial<PhotoUpload>;

/** Who is enrolled: adds, lists and deletes. */
@Injectable()
export class EnrolmentService {
  private readonly logger = new Logger(EnrolmentService.name);

  constructor(
    private readonly config: AppConfig,
    private readonly embedding: FaceEmbeddingService,
    private readonly encodings: FaceEncodingsRepository,
    private readonly matcher: FaceMatcher,
    private readonly gallery: Gallery,
    private readonly locks: VerificationLockService,
    private readonly audit: FaceAudit,
    @Inject(RECOGNITION_MODEL) private readonly model: RecognitionModel,
  ) {}

  /**
   * @param userId whom the photo shows; somebody else's enrolment is for an operator's tools
   * @returns encodings now stored for the user
   * @throws AppError NO_FACE, SEVERAL_FACES, FACE_* (quality), FACE_ALREADY_ENROLLED, IMAGE_*; nothing is stored then
   */
  async enroll(caller: AuthenticatedUser, upload: EnrolmentPhoto, userId = caller.id): Promise<number> {
    const operation: FaceOperation = { action: 'enroll', caller, subject: userId };
    const { encoding, model } = await this.audit.refusals(operation, () => this.acceptPhoto(userId, upload));
    const { MAX_ENCODINGS_PER_USER: max } = this.config.env;
    const { faceCount } = await this.encodings.enroll(userId, encoding, model, max, async (manager) => {
      // A fresh photo of their own is what a person needs who was locked out by bad luck.
      await this.locks.reset(userId, manager);
      await this.audit.record(operation, 'SUCCESS', manager);
    });
    await this.gallery.changed(userId);
    return faceCount;
  }

  /** A page when a limit or a cursor is given, else everybody. */
  async list({ limit, cursor }: { limit?: number; cursor?: string }): Promise<EnrolmentPage> {
    if (limit === undefined && cursor === undefined) {
      const userIds = await this.encodings.listAllUsers();
      return { userIds, total: userIds.length, nextCursor: null };
    }
    const page = await this.encodings.listUsers({ limit: limit ?? DEFAULT_PAGE, cursor });
    return { ...page, total: await this.encodings.countUsers() };
  }

  async counts(): Promise<EnrolmentCounts> {
    const models = comparableVersions(this.model);
    const [users, usersNeedingNewPhoto] = await Promise.all([
      this.encodings.countUsers(),
      this.encodings.countUsersNeedingNewPhoto(models),
    ]);
    return { users, usersNeedingNewPhoto };
  }

  /** @throws AppError FORBIDDEN for somebody else's data, NOT_ENROLLED when there is nothing to delete */
  async delete(caller: AuthenticatedUser, userId: string): Promise<void> {
    const operation: FaceOperation = { action: 'delete', caller, subject: userId };
    await this.audit.refusals(operation, async () => {
      if (!mayActFor(caller, userId)) throw new AppError('FORBIDDEN');
      const deleted = await this.encodings.deleteByUser(userId, async (manager) => {
        await this.locks.reset(userId, manager);
        await this.audit.record(operation, 'SUCCESS', manager);
      });
      await this.gallery.changed(userId);
      if (deleted === 0) throw new AppError('NOT_ENROLLED');
    });
  }

  /** @throws AppError as `enroll`; before anything is stored */
  private async acceptPhoto(userId: string, { photos, gone, place }: EnrolmentPhoto) {
    const [photo] = photos;
    if (photo === undefined) throw new Error('An enrolment needs a photo');
    const { model, ...analysis } = await this.embedding.analyze(photo, 'encode', gone, place);
    const subject = subjectOf(analysis);
    if (typeof subject === 'string') throw new AppError(subject);
    this.checkQuality(subject);
    await this.checkDuplicate(userId, subject);
    return { encoding: subject.encoding, model };
  }

  /** The gravest finding comes first and is the one the person is told. */
  private checkQuality({ face }: Subject): void {
    const [finding] = face.findings;
    if (!this.config.env.QUALITY_CHECKS || finding === undefined) return;
    const { code, value, limit } = finding;
    throw new AppError(code, { reason: `${value.toFixed(1)} against a limit of ${limit}` });
  }

  /** One face under two ids is fraud or a mistake; whose face it is stays untold. */
  private async checkDuplicate(userId: string, { encoding }: Subject): Promise<void> {
    const { DUPLICATE_POLICY: policy } = this.config.env;
    if (policy === 'off' || !(await this.matcher.belongsToAnother(encoding, userId))) return;
    if (policy === 'reject') throw new AppError('FACE_ALREADY_ENROLLED');
    this.logger.warn('An enrolled face resembles that of another user (DUPLICATE_POLICY=warn)');
  }
}
