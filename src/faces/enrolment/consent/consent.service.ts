import { Injectable } from '@nestjs/common';
import { resolve } from 'node:path';
import type { EntityManager } from 'typeorm';
import type { AuthenticatedUser } from '../../../auth/authenticated-user.js';
import { AppError } from '../../../common/app-error.js';
import type { Locale } from '../../../common/locales.js';
import { AppConfig } from '../../../config/app-config.js';
import { FaceAudit } from '../../audit/face-audit.js';
import { type ConsentTexts, readConsentTexts } from './consent-texts.js';
import { ConsentsRepository } from './consents.repository.js';

/** Counting reads the index of all consents; what it is for is no matter of seconds. */
const COUNT_LASTS_MS = 30_000;

/** What people have to agree to before they are enrolled (GDPR art. 9). */
export interface ConsentTerms {
  version: string;
  /** Null where the operator shows it elsewhere. */
  text: string | null;
}

/** Whether a person's agreement to the operator's text is asked for, and whether it is there. */
@Injectable()
export class ConsentService {
  private readonly version: string | undefined;
  private readonly texts: ConsentTexts;
  private counted = { users: 0, atMs: -Infinity };

  constructor(
    { env }: AppConfig,
    private readonly consents: ConsentsRepository,
    private readonly audit: FaceAudit,
  ) {
    this.version = env.CONSENT_VERSION;
    this.texts =
      env.CONSENT_TEXT_FILE === undefined ? new Map() : readConsentTexts(resolve(env.CONSENT_TEXT_FILE));
  }

  /** Null where none is asked for. */
  terms(locale: Locale): ConsentTerms | null {
    return this.version === undefined
      ? null
      : { version: this.version, text: this.texts.get(locale) ?? null };
  }

  /** @param given null: not asked for yet @throws AppError CONSENT_REQUIRED for anything but the version in force */
  check(given: string | null | undefined): void {
    if (this.version !== undefined && given !== null && given !== this.version)
      throw new AppError('CONSENT_REQUIRED');
  }

  /**
   * Records what `check` let through.
   * @param manager of the transaction that has stored an encoding of the user
   */
  async record(caller: AuthenticatedUser, userId: string, manager: EntityManager): Promise<void> {
    if (this.version === undefined) return;
    await this.consents.record(userId, this.version, caller.id, manager);
    await this.audit.record({ action: 'consent', caller, subject: userId }, 'SUCCESS', manager);
  }

  /** Whether more may be stored of this user without asking. @param manager of the transaction that stores it */
  async covers(userId: string, manager?: EntityManager): Promise<boolean> {
    return this.version === undefined || this.consents.isGiven(userId, this.version, manager);
  }

  /** @param users enrolled @returns those who have not agreed to the version in force; undefined where none is asked for */
  async usersWithout(users: number): Promise<number | undefined> {
    if (this.version === undefined) return undefined;
    if (performance.now() - this.counted.atMs > COUNT_LASTS_MS) {
      this.counted = { users: await this.consents.countUsers(this.version), atMs: performance.now() };
    }
    return Math.max(0, users - this.counted.users);
  }
}
