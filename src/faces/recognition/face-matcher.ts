import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { measured } from '../../common/operations.js';
import {
  CANDIDATES,
  decideIdentification,
  decideVerification,
  type IdentificationDecision,
  type VerificationDecision,
} from '../decision/decision.js';
import { DistanceEvidence } from '../decision/distance-evidence.js';
import { isDuplicate, isOwnPhoto } from '../decision/enrolment-decision.js';
import { direction, euclideanDistance } from '../decision/template.js';
import { Gallery } from '../gallery/gallery.js';
import { MatchLimits } from './match-limits.js';

/** How old the count of users may be: it decides how strict to be, and a second's enrolments hardly change that. */
const COUNT_LASTS_MS = 1_000;

/** Whom a probe shows: brings the gallery's distances to the decision. */
@Injectable()
export class FaceMatcher {
  private counted = { users: 0, atMs: -Infinity };

  constructor(
    private readonly gallery: Gallery,
    private readonly evidence: DistanceEvidence,
    private readonly limits: MatchLimits,
  ) {}

  /** 1:N. An approximate search that finds nobody is confirmed by an exact one. */
  async identify(probe: Float32Array): Promise<IdentificationDecision> {
    const users = await this.countUsers();
    const pointing = direction(probe);
    const search = async (exact: boolean) => {
      const { candidates, exact: isExact } = await measured('gallery.search', () =>
        this.gallery.search(pointing, { limit: CANDIDATES, exact }),
      );
      const { threshold, maxFpir, maxFmr } = this.limits;
      const decision = decideIdentification(this.evidence, { candidates, users, threshold, maxFpir, maxFmr });
      return { decision, isFinal: isExact || !couldBeNamed(decision) };
    };
    const first = await search(false);
    return first.isFinal ? first.decision : (await search(true)).decision;
  }

  /** 1:1. For a user without encodings it does the same work, so that the time tells nothing. */
  async verify(probe: Float32Array, userId: string): Promise<VerificationDecision> {
    const template = await this.gallery.templateOf(userId);
    const pointing = direction(probe);
    const distance = euclideanDistance(pointing, template?.mean ?? pointing);
    return decideVerification(this.evidence, {
      distance: template ? distance : null,
      encodings: template?.encodings ?? 1,
      threshold: this.limits.threshold,
      maxFmr: this.limits.maxFmr,
    });
  }

  /** Two photographs, nothing enrolled. */
  compare(one: Float32Array, other: Float32Array): VerificationDecision {
    return decideVerification(this.evidence, {
      distance: euclideanDistance(direction(one), direction(other)),
      encodings: 1,
      threshold: this.limits.threshold,
      maxFmr: this.limits.maxFmr,
    });
  }

  /**
   * Whether a photo may join those of a user. Without comparable ones there is nothing that it could contradict.
   * @param manager of the transaction that adds it
   */
  async mayJoin(probe: Float32Array, userId: string, manager: EntityManager): Promise<boolean> {
    const template = await this.gallery.templateOf(userId, manager);
    if (template === null) return true;
    return isOwnPhoto(this.evidence, {
      distance: euclideanDistance(direction(probe), template.mean),
      encodings: template.encodings,
      maxFmr: this.limits.maxReenrolmentFmr,
    });
  }

  /**
   * Whether a face that is enrolled for `userId` belongs to somebody else, as the transaction that enrols it sees them.
   */
  async belongsToAnother(probe: Float32Array, userId: string, manager: EntityManager): Promise<boolean> {
    const users = await this.countUsers(manager);
    const pointing = direction(probe);
    // One more than there would be without the user's own template.
    const limit = CANDIDATES + 1;
    const nearest = await measured('gallery.search', () =>
      this.gallery.searchWithin(manager, pointing, limit),
    );
    const candidates = nearest.filter((candidate) => candidate.userId !== userId);
    return isDuplicate(this.evidence, { candidates, users, maxFpir: this.limits.maxDuplicateFpir });
  }

  private async countUsers(manager?: EntityManager): Promise<number> {
    if (performance.now() - this.counted.atMs > COUNT_LASTS_MS) {
      const { users } = await this.gallery.size(manager);
      this.counted = { users, atMs: performance.now() };
    }
    return this.counted.users;
  }
}

/** Whether somebody whom an approximate search missed could change this. In too large a gallery nobody is named at all. */
function couldBeNamed(decision: IdentificationDecision): boolean {
  return decision.kind === 'unknown' && decision.reason !== 'calibration';
}
