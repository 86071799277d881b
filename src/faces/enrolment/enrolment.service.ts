import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuthenticatedUser, mayActFor } from '../../auth/authenticated-user.js';
import { AppError } from '../../common/app-error.js';
import { reasonOf } from '../../common/reason-of.js';
import { AppConfig } from '../../config/app-config.js';
import { FaceEmbeddingService } from '../embedding/face-embedding.service.js';
import { FaceAudit, type FaceOperation } from '../audit/face-audit.js';
import { comparableVersions } from '../embedding/models/comparable-versions.js';
import { type EnrolmentRequest, mayEnroll } from './enrolment-rights.js';
import { FaceEncodingsRepository, lockGallery, type UserPage } from './face-encodings.repository.js';
import { PREDECESSOR_MODEL, RECOGNITION_MODEL } from '../embedding/models/recognition-model.provider.js';
import type { RecognitionModel } from '../embedding/models/recognition-model.js';
import { FaceMatcher } from '../recognition/face-matcher.js';
import { EarlierGallery } from '../gallery/earlier-gallery.js';
import { Gallery } from '../gallery/gallery.js';
import type { RecognisedFace } from '../recognition/recognition.service.js';
import { type Probe, type Subject, subjectOf } from '../recognition/subject.js';
import type { QualityFinding } from '../embedding/photo-analysis.js';
import type { PhotoUpload } from '../embedding/photo-upload.js';
import { isLiveFace, type LiveFace } from '../recognition/face-source.js';
import { meanTemplate } from '../decision/template.js';
import { ReplicaAgreement } from './replicas/replica-agreement.js';
import { VerificationLockService } from '../verification-lock/verification-lock.service.js';

const DEFAULT_PAGE = 100;
const LARGE_PAGE = 10_000;

export interface EnrolmentCounts {
  users: number;
  /** Enrolled with recognition networks that are no longer in use. */
  usersNeedingNewPhoto: number;
  /** Recognised by the predecessor's network alone, until a photograph renews them. */
  usersOfEarlierModel: number;
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

/** What is to be stored of one person. */
interface AcceptedFace extends Probe {
  model: string;
  /** More encodings of the same face. */
  further?: readonly Float32Array[];
}

export interface Enrolment {
  /** Encodings now stored for the user. */
  faceCount: number;
  /** The face is enrolled under another id too, and that was no reason to refuse it. */
  isDuplicate: boolean;
}

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
    private readonly earlier: EarlierGallery,
    private readonly replicas: ReplicaAgreement,
    @Inject(RECOGNITION_MODEL) private readonly model: RecognitionModel,
    @Inject(PREDECESSOR_MODEL) private readonly predecessor: RecognitionModel | null,
  ) {}

  /**
   * @throws AppError FORBIDDEN; NO_FACE, SEVERAL_FACES, FACE_* (quality), IMAGE_* for the photo, LIVENESS_NOT_PASSED; FACE_NOT_YOURS,
   *   FACE_ALREADY_ENROLLED for whom it shows; nothing is stored then
   */
  async enroll(
    caller: AuthenticatedUser,
    source: EnrolmentPhoto | LiveFace,
    request: EnrolmentRequest = {},
  ): Promise<Enrolment> {
    const userId = request.userId === undefined || request.userId === 'me' ? caller.id : request.userId;
    const operation: FaceOperation = { action: 'enroll', caller, subject: userId };
    const enrolment = await this.audit.refusals(operation, async () => {
      if (!mayEnroll(caller, userId, request)) throw new AppError('FORBIDDEN');
      return this.store(operation, userId, await this.accept(source), request);
    });
    await this.gallery.changed(userId);
    return enrolment;
  }

  /**
   * Gives a user who was just recognised by an earlier network's encodings one of the network in use, by the rules of any
   * enrolment. Never throws: the answer to who was recognised does not depend on it.
   */
  async renew(userId: string, face: RecognisedFace, caller: AuthenticatedUser | undefined): Promise<void> {
    if (!this.config.env.UPGRADE_ENROLMENTS) return;
    try {
      this.checkQuality(face.findings);
      await this.store({ action: 'enroll', caller, subject: userId }, userId, face, {}, 'RENEWED');
      await this.gallery.changed(userId);
    } catch (error) {
      if (error instanceof AppError && error.status < 500) return;
      this.logger.warn(`An enrolment could not be renewed: ${reasonOf(error)}`);
    }
  }

  /** @throws AppError FORBIDDEN for whom LIST_USERS does not let see who is enrolled */
  checkMayList(caller: AuthenticatedUser): void {
    if (this.config.env.LIST_USERS === 'admin' && caller.role !== 'admin') throw new AppError('FORBIDDEN');
  }

  /** @throws AppError FORBIDDEN */
  async list(
    caller: AuthenticatedUser,
    { limit = DEFAULT_PAGE, cursor }: { limit?: number; cursor?: string },
  ): Promise<EnrolmentPage> {
    this.checkMayList(caller);
    const page = await this.encodings.listUsers({ limit, cursor });
    return { ...page, total: await this.encodings.countUsers() };
  }

  /** Everybody, in pages: of many, one query would hold up the database and this process for seconds. */
  async *listAll(): AsyncGenerator<string[]> {
    let cursor: string | undefined;
    do {
      const page: UserPage = await this.encodings.listUsers({ limit: LARGE_PAGE, cursor });
      yield page.userIds;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  /** How many changes this process has made to what the lists show. */
  get changes(): number {
    return this.gallery.changes;
  }

  async counts(): Promise<EnrolmentCounts> {
    const models = [this.model, ...(this.predecessor ? [this.predecessor] : [])].flatMap(comparableVersions);
    const [users, usersNeedingNewPhoto, usersOfEarlierModel] = await Promise.all([
      this.encodings.countUsers(),
      this.encodings.countUsersNeedingNewPhoto(models),
      this.earlier.users(),
    ]);
    return { users, usersNeedingNewPhoto, usersOfEarlierModel };
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

  /** @throws AppError FACE_NOT_YOURS, FACE_ALREADY_ENROLLED */
  private async store(
    operation: FaceOperation,
    userId: string,
    face: AcceptedFace,
    { allowDuplicate = false, replace = false }: EnrolmentRequest,
    outcome: 'SUCCESS' | 'RENEWED' = 'SUCCESS',
  ): Promise<Enrolment> {
    const { encoding, earlier, model, further = [] } = face;
    let isDuplicate = false;
    const probe =
      further.length === 0
        ? { encoding, earlier }
        : { encoding: meanTemplate([encoding, ...further]), earlier };
    const { maxEncodings: max } = this.replicas;
    const { faceCount } = await this.encodings.enroll(userId, encoding, model, max, {
      replace,
      further,
      check: async (manager) => {
        if (!replace) await this.checkOwn(userId, probe, manager);
        isDuplicate = await this.checkDuplicate(userId, probe, allowDuplicate, manager);
      },
      alongside: async (manager) => {
        // A fresh photo of their own is what a person needs who was locked out by bad luck.
        await this.locks.reset(userId, manager);
        if (replace) await this.audit.record({ ...operation, action: 'delete' }, 'SUCCESS', manager);
        if (isDuplicate) await this.audit.record(operation, 'DUPLICATE_ALLOWED', manager);
        await this.audit.record(operation, outcome, manager);
      },
    });
    return { faceCount, isDuplicate };
  }

  private async accept(source: EnrolmentPhoto | LiveFace): Promise<AcceptedFace> {
    if (!isLiveFace(source)) return this.acceptPhoto(source);
    const { encodings, earlier, model } = await source.take();
    const [first, ...further] = encodings;
    if (first === undefined) throw new Error('A live face has encodings');
    return { encoding: first, earlier, model, further };
  }

  /** @throws AppError NO_FACE, SEVERAL_FACES, FACE_UNUSABLE, FACE_* (quality), IMAGE_* */
  private async acceptPhoto({ photos, gone, place }: EnrolmentPhoto): Promise<Subject> {
    const [photo] = photos;
    if (photo === undefined) throw new Error('An enrolment needs a photo');
    const kind = await this.matcher.encodingKind();
    const subject = subjectOf(await this.embedding.analyze(photo, kind, gone, place));
    if (typeof subject === 'string') throw new AppError(subject);
    this.checkQuality(subject.face.findings);
    return subject;
  }

  /** The gravest finding comes first and is the one the person is told. */
  private checkQuality([finding]: readonly QualityFinding[]): void {
    if (!this.config.env.QUALITY_CHECKS || finding === undefined) return;
    const { code, value, limit } = finding;
    throw new AppError(code, { reason: `${value.toFixed(1)} against a limit of ${limit}` });
  }

  /** Two people under one id would both pass as it. Encodings of other networks cannot be compared and contradict nothing. */
  private async checkOwn(userId: string, probe: Probe, manager: EntityManager): Promise<void> {
    if (!(await this.matcher.mayJoin(probe, userId, manager))) throw new AppError('FACE_NOT_YOURS');
  }

  /**
   * One face under two ids is fraud or a mistake; whose face it is stays untold. Under the gallery's lock: of two ids that one face is
   * enrolled for at the same time, the second sees the first.
   * @returns whether it is one that is allowed
   */
  private async checkDuplicate(
    userId: string,
    probe: Probe,
    isAllowed: boolean,
    manager: EntityManager,
  ): Promise<boolean> {
    const { DUPLICATE_POLICY: policy } = this.config.env;
    if (policy === 'off') return false;
    await lockGallery(manager);
    if (!(await this.matcher.belongsToAnother(probe, userId, manager))) return false;
    if (policy === 'reject' && !isAllowed) throw new AppError('FACE_ALREADY_ENROLLED');
    this.logger.warn(
      `An enrolled face is enrolled for another user too (${isAllowed ? 'duplicate=allow' : 'DUPLICATE_POLICY=warn'})`,
    );
    return true;
  }
}
