import { Inject, Injectable } from '@nestjs/common';
import type { AuthenticatedUser } from '../../../auth/authenticated-user.js';
import { isAllowed } from '../../../auth/scopes.js';
import { AppError } from '../../../common/app-error.js';
import { FaceAudit, type FaceOperation } from '../../audit/face-audit.js';
import { recognisableVersions } from '../../embedding/models/comparable-versions.js';
import { PREDECESSOR_MODEL, RECOGNITION_MODEL } from '../../embedding/models/recognition-model.provider.js';
import type { RecognitionModel } from '../../embedding/models/recognition-model.js';
import { Gallery } from '../../gallery/gallery.js';
import { ConsentService } from '../consent/consent.service.js';
import { type Consent, ConsentsRepository } from '../consent/consents.repository.js';
import {
  type AuditedDeed,
  type EncodingRecord,
  EnrolmentRecordRepository,
  type FailedAttempts,
  type StoredEncoding,
} from './enrolment-record.repository.js';

export interface EnrolmentRecord {
  userId: string;
  /** Oldest first; `isCompared`: the person is recognised by it. */
  encodings: (EncodingRecord & { isCompared: boolean })[];
  lastRecognisedAt: string | null;
  /** Nothing of the person's can be compared any more. */
  needsNewPhoto: boolean;
  /** Newest first. */
  consents: Consent[];
  /** The person has not agreed to the text in force. */
  needsConsent: boolean;
}

/** All that the service holds about a person. */
export interface PersonalData {
  userId: string;
  encodings: (StoredEncoding & { isCompared: boolean })[];
  consents: Consent[];
  deeds: AuditedDeed[];
  failedAttempts: FailedAttempts[];
}

/** What is stored of one person: told to that person, taken back by that person. */
@Injectable()
export class EnrolmentRecordService {
  private readonly compared: ReadonlySet<string>;

  constructor(
    private readonly records: EnrolmentRecordRepository,
    private readonly consents: ConsentsRepository,
    private readonly consent: ConsentService,
    private readonly gallery: Gallery,
    private readonly audit: FaceAudit,
    @Inject(RECOGNITION_MODEL) model: RecognitionModel,
    @Inject(PREDECESSOR_MODEL) predecessor: RecognitionModel | null,
  ) {
    this.compared = new Set(recognisableVersions(model, predecessor));
  }

  /** That somebody else's was looked at, or asked for, is on record. @throws AppError FORBIDDEN, NOT_ENROLLED */
  async read(caller: AuthenticatedUser, userId: string): Promise<EnrolmentRecord> {
    if (caller.id === userId) return this.recordOf(userId);
    const operation: FaceOperation = { action: 'read', caller, subject: userId };
    return this.audit.refusals(operation, async () => {
      if (!isAllowed(caller, 'list', userId)) throw new AppError('FORBIDDEN');
      const record = await this.recordOf(userId);
      await this.audit.record(operation, 'SUCCESS');
      return record;
    });
  }

  private async recordOf(userId: string): Promise<EnrolmentRecord> {
    const [encodings, lastRecognisedAt, consents, isCovered] = await Promise.all([
      this.records.encodings(userId),
      this.records.lastRecognisedAt(userId),
      this.consents.of(userId),
      this.consent.covers(userId),
    ]);
    if (encodings.length === 0) throw new AppError('NOT_ENROLLED');
    const known = encodings.map((each) => this.withUse(each));
    const needsNewPhoto = !known.some(({ isCompared }) => isCompared);
    return {
      userId,
      encodings: known,
      lastRecognisedAt,
      needsNewPhoto,
      consents,
      needsConsent: !isCovered,
    };
  }

  /** Takes one encoding back. @throws AppError FORBIDDEN, ENCODING_UNKNOWN */
  async deleteEncoding(caller: AuthenticatedUser, userId: string, id: number): Promise<void> {
    const operation: FaceOperation = { action: 'delete-encoding', caller, subject: userId };
    await this.audit.refusals(operation, async () => {
      if (!isAllowed(caller, 'delete:any', userId)) throw new AppError('FORBIDDEN');
      const isDeleted = await this.records.deleteEncoding(userId, id, (manager) =>
        this.audit.record(operation, 'SUCCESS', manager),
      );
      await this.gallery.changed(userId);
      if (!isDeleted) throw new AppError('ENCODING_UNKNOWN');
    });
  }

  /** The caller's own data (GDPR art. 15), also of somebody who is not enrolled. */
  async export(caller: AuthenticatedUser): Promise<PersonalData> {
    const userId = caller.id;
    // First, so that the export tells of itself.
    await this.audit.record({ action: 'export', caller, subject: userId }, 'SUCCESS');
    const [encodings, consents, deeds, failedAttempts] = await Promise.all([
      this.records.storedEncodings(userId),
      this.consents.of(userId),
      this.records.deeds(userId),
      this.records.failedAttempts(userId),
    ]);
    const known = encodings.map((each) => this.withUse(each));
    return { userId, encodings: known, consents, deeds, failedAttempts };
  }

  private withUse<T extends EncodingRecord>(encoding: T): T & { isCompared: boolean } {
    return { ...encoding, isCompared: this.compared.has(encoding.model) };
  }
}
