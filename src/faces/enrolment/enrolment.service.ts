import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { isAllowed } from '../../auth/scopes.js';
import { AppError } from '../../common/app-error.js';
import { reasonOf } from '../../common/reason-of.js';
import { AppConfig } from '../../config/app-config.js';
import { FaceAudit, type FaceOperation } from '../audit/face-audit.js';
import { recognisableVersions } from '../embedding/models/comparable-versions.js';
import { type EnrolmentRequest, mayEnroll } from './enrolment-rights.js';
import { FaceEncodingsRepository, lockGallery, type UserPage } from './face-encodings.repository.js';
import { PREDECESSOR_MODEL, RECOGNITION_MODEL } from '../embedding/models/recognition-model.provider.js';
import type { RecognitionModel } from '../embedding/models/recognition-model.js';
import { FaceMatcher } from '../recognition/face-matcher.js';
import { EarlierGallery } from '../gallery/earlier-gallery.js';
import { Gallery } from '../gallery/gallery.js';
import type { RecognisedFace } from '../recognition/probes.service.js';
import type { Probe } from '../recognition/subject.js';
import { ConsentService } from './consent/consent.service.js';
import type { LiveFace } from '../recognition/face-source.js';
import { type AcceptedFace, acceptedFace } from './accepted-face.js';
import { type EnrolmentPhotos, EnrolmentPhotosService } from './enrolment-photos.service.js';
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
  /** Who have not agreed to the text in force; undefined where none is. */
  usersNeedingConsent: number | undefined;
}

export interface EnrolmentPage {
  userIds: string[];
  /** Enrolled users in all, not on this page. */
  total: number;
  /** null on the last page. */
  nextCursor: string | null;
}

export interface Enrolment {
  /** Encodings now stored for the user. */
  faceCount: number;
  /** The face is enrolled under another id too, and that was no reason to refuse it. */
  isDuplicate: boolean;
  /** Of several photos each, in their order: whether it nearly repeats another one, and so was not stored. */
  nearCopies: readonly boolean[];
}

/** `renews`: nobody asked for it, and only who is enrolled already is meant. */
type StoreRequest = EnrolmentRequest & { renews?: boolean };

const RENEWAL: StoreRequest = { renews: true };

/** Who is enrolled: adds, lists and deletes. */
@Injectable()
export class EnrolmentService {
  private readonly logger = new Logger(EnrolmentService.name);

  constructor(
    private readonly config: AppConfig,
    private readonly photos: EnrolmentPhotosService,
    private readonly consent: ConsentService,
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
   * @throws AppError FORBIDDEN; CONSENT_REQUIRED; NO_FACE, SEVERAL_FACES, FACE_* (quality), IMAGE_* for a photo, LIVENESS_NOT_PASSED; PHOTOS_DIFFER,
   *   FACE_NOT_YOURS, FACE_ALREADY_ENROLLED for whom they show; nothing is stored then
   */
  async enroll(
    caller: AuthenticatedUser,
    source: EnrolmentPhotos | LiveFace,
    request: EnrolmentRequest = {},
  ): Promise<Enrolment> {
    const userId = request.userId === undefined || request.userId === 'me' ? caller.id : request.userId;
    const operation: FaceOperation = { action: 'enroll', caller, subject: userId };
    const enrolment = await this.audit.refusals(operation, async () => {
      if (!mayEnroll(caller, userId, request)) throw new AppError('FORBIDDEN');
      this.consent.check(request.consent);
      return this.store(operation, userId, await this.photos.accept(source), request);
    });
    await this.gallery.changed(userId);
    return enrolment;
  }

  /**
   * Gives a user who was just recognised by an earlier network's encodings one of the network in use, by the rules of any
   * enrolment. Never throws: the answer to who was recognised does not depend on it.
   */
  async renew(
    userId: string,
    recognised: RecognisedFace,
    caller: AuthenticatedUser | undefined,
  ): Promise<void> {
    if (!this.config.env.UPGRADE_ENROLMENTS) return;
    try {
      this.photos.checkQuality(recognised.findings);
      const face = acceptedFace(recognised);
      await this.store({ action: 'enroll', caller, subject: userId }, userId, face, RENEWAL);
      await this.gallery.changed(userId);
    } catch (error) {
      if (error instanceof AppError && error.status < 500) return;
      this.logger.warn(`An enrolment could not be renewed: ${reasonOf(error)}`);
    }
  }

  /** @throws AppError FORBIDDEN for whom LIST_USERS does not let see who is enrolled */
  checkMayList(caller: AuthenticatedUser): void {
    if (this.config.env.LIST_USERS === 'admin' && !isAllowed(caller, 'list')) throw new AppError('FORBIDDEN');
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
    const models = recognisableVersions(this.model, this.predecessor);
    const [users, usersNeedingNewPhoto, usersOfEarlierModel] = await Promise.all([
      this.encodings.countUsers(),
      this.encodings.countUsersNeedingNewPhoto(models),
      this.earlier.users(),
    ]);
    const usersNeedingConsent = await this.consent.usersWithout(users);
    return { users, usersNeedingNewPhoto, usersOfEarlierModel, usersNeedingConsent };
  }

  /**
   * @param action `withdraw`: because the consent is taken back, which comes to the same
   * @throws AppError FORBIDDEN for somebody else's data, NOT_ENROLLED when there is nothing to delete
   */
  async delete(
    caller: AuthenticatedUser,
    userId: string,
    action: 'delete' | 'withdraw' = 'delete',
  ): Promise<void> {
    const operation: FaceOperation = { action, caller, subject: userId };
    await this.audit.refusals(operation, async () => {
      if (!isAllowed(caller, 'delete:any', userId)) throw new AppError('FORBIDDEN');
      const deleted = await this.encodings.deleteByUser(userId, async (manager) => {
        await this.locks.reset(userId, manager);
        await this.audit.record(operation, 'SUCCESS', manager);
      });
      await this.gallery.changed(userId);
      if (deleted === 0) throw new AppError('NOT_ENROLLED');
    });
  }

  /** @throws AppError FACE_NOT_YOURS, FACE_ALREADY_ENROLLED; of a renewal NOT_ENROLLED, CONSENT_REQUIRED */
  private async store(
    operation: FaceOperation,
    userId: string,
    face: AcceptedFace,
    { allowDuplicate = false, replace = false, consent = null, renews = false }: StoreRequest,
  ): Promise<Enrolment> {
    const { probe, model } = face;
    let isDuplicate = false;
    let nearCopies: readonly boolean[] = [];
    const { maxEncodings: max } = this.replicas;
    const { faceCount } = await this.encodings.enroll(userId, face.encodings, model, max, {
      replace,
      choose: async (manager) => {
        if (renews) await this.checkRenewable(userId, manager);
        const known = replace ? [] : await this.encodings.findByUser(userId, [model], manager);
        if (!replace) await this.checkOwn(userId, probe, manager);
        if (!this.photos.agree(face, known)) throw new AppError('FACE_NOT_YOURS');
        isDuplicate = await this.checkDuplicate(userId, probe, allowDuplicate, manager);
        if (face.photos > 1) nearCopies = this.photos.nearCopies(face, known);
        return face.encodings.filter((_, i) => nearCopies[i] !== true);
      },
      alongside: async (manager) => {
        // A fresh photo of their own is what a person needs who was locked out by bad luck.
        await this.locks.reset(userId, manager);
        if (replace) await this.audit.record({ ...operation, action: 'delete' }, 'SUCCESS', manager);
        if (consent !== null && operation.caller)
          await this.consent.record(operation.caller, userId, manager);
        if (isDuplicate) await this.audit.record(operation, 'DUPLICATE_ALLOWED', manager);
        await this.audit.record(operation, renews ? 'RENEWED' : 'SUCCESS', manager);
      },
    });
    return { faceCount, isDuplicate, nearCopies };
  }

  /** Who was deleted, or took the consent back, since being recognised is not enrolled again by it. @throws AppError NOT_ENROLLED, CONSENT_REQUIRED */
  private async checkRenewable(userId: string, manager: EntityManager): Promise<void> {
    if (!(await this.encodings.isEnrolled(userId, manager))) throw new AppError('NOT_ENROLLED');
    if (!(await this.consent.covers(userId, manager))) throw new AppError('CONSENT_REQUIRED');
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
    allowDuplicate: boolean,
    manager: EntityManager,
  ): Promise<boolean> {
    const { DUPLICATE_POLICY: policy } = this.config.env;
    if (policy === 'off') return false;
    await lockGallery(manager);
    if (!(await this.matcher.belongsToAnother(probe, userId, manager))) return false;
    if (policy === 'reject' && !allowDuplicate) throw new AppError('FACE_ALREADY_ENROLLED');
    this.logger.warn(
      `An enrolled face is enrolled for another user too (${allowDuplicate ? 'duplicate=allow' : 'DUPLICATE_POLICY=warn'})`,
    );
    return true;
  }
}
