import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { measured } from '../../common/operations.js';
import {
  type Candidate,
  CANDIDATES,
  decideIdentification,
  decideVerification,
  fmrForFpir,
  type IdentificationDecision,
  type Network,
  rankCandidates,
  type VerificationDecision,
} from '../decision/decision.js';
import { DistanceEvidence } from '../decision/distance-evidence.js';
import { isDuplicate, isOwnPhoto } from '../decision/enrolment-decision.js';
import { direction, euclideanDistance } from '../decision/template.js';
import { EarlierGallery } from '../gallery/earlier-gallery.js';
import { Gallery, type Template } from '../gallery/gallery.js';
import { greatestDoubt } from './doubt.js';
import { EarlierEvidence } from './earlier-evidence.js';
import { MatchLimits } from './match-limits.js';
import type { Probe } from './subject.js';

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
    private readonly earlierGallery: EarlierGallery,
    private readonly earlierEvidence: EarlierEvidence,
  ) {}

  /** What a photograph has to be encoded for: by the predecessor's network too, while it alone can recognise somebody. */
  async encodingKind(): Promise<'encode' | 'encode-both'> {
    return (await this.earlierGallery.users()) > 0 ? 'encode-both' : 'encode';
  }

  /**
   * 1:N, among everybody, whichever network knows them.
   * @param probes that share MAX_FPIR, since they are searched for together
   */
  async identify(probe: Probe, probes = 1): Promise<IdentificationDecision> {
    const earlier = await this.searchEarlier(probe);
    const users = (await this.countUsers()) + earlier.users;
    const candidates = await this.search(probe, CANDIDATES);
    const { threshold, maxFmr, maxFpir } = this.limits.for(probe.doubt);
    return decideIdentification(this.evidence, {
      candidates,
      earlier: earlier.found,
      users,
      threshold,
      maxFpir: fmrForFpir(maxFpir, probes),
      maxFmr,
    });
  }

  /** The likeliest users, whether one of them would be named or not. */
  async rank(probe: Probe, limit: number): Promise<{ userId: string; probability: number }[]> {
    const earlier = await this.searchEarlier(probe);
    const users = (await this.countUsers()) + earlier.users;
    const candidates = await this.search(probe, Math.max(limit, CANDIDATES));
    return rankCandidates(this.evidence, { candidates, earlier: earlier.found, users }).slice(0, limit);
  }

  /** 1:1. For a user without encodings it does the same work, so that the time tells nothing. */
  async verify(probe: Probe, userId: string): Promise<VerificationDecision & { by: Network }> {
    const { threshold, maxFmr } = this.limits.for(probe.doubt);
    const decide = (evidence: DistanceEvidence, encoding: Float32Array, template: Template | null) => {
      const pointing = direction(encoding);
      const distance = euclideanDistance(pointing, template?.mean ?? pointing);
      const { encodings = 1 } = template ?? {};
      return decideVerification(evidence, { distance: template && distance, encodings, threshold, maxFmr });
    };
    const template = await this.gallery.templateOf(userId);
    const earlier = await this.earlierTemplateOf(userId, probe);
    if (template === null && earlier !== null) {
      return { ...decide(earlier.evidence, earlier.encoding, earlier.template), by: 'earlier' };
    }
    return { ...decide(this.evidence, probe.encoding, template), by: 'current' };
  }

  /** Two photographs, nothing enrolled. */
  compare(one: Probe, other: Probe): VerificationDecision {
    const { threshold, maxFmr } = this.limits.for(greatestDoubt([one.doubt, other.doubt]));
    return decideVerification(this.evidence, {
      distance: euclideanDistance(direction(one.encoding), direction(other.encoding)),
      encodings: 1,
      threshold,
      maxFmr,
    });
  }

  /**
   * Whether a photo may join those of a user. Without comparable ones there is nothing that it could contradict.
   * @param manager of the transaction that adds it
   */
  async mayJoin(probe: Probe, userId: string, manager: EntityManager): Promise<boolean> {
    const current = await this.gallery.templateOf(userId, manager);
    const known = current
      ? { evidence: this.evidence, encoding: probe.encoding, template: current }
      : await this.earlierTemplateOf(userId, probe, manager);
    if (known === null) return true;
    return isOwnPhoto(known.evidence, {
      distance: euclideanDistance(direction(known.encoding), known.template.mean),
      encodings: known.template.encodings,
      maxFmr: this.limits.maxReenrolmentFmr,
    });
  }

  /**
   * Whether a face that is enrolled for `userId` belongs to somebody else, as the transaction that enrols it sees them.
   */
  async belongsToAnother(probe: Probe, userId: string, manager: EntityManager): Promise<boolean> {
    const earlier = await this.searchEarlier(probe, manager);
    const users = (await this.countUsers(manager)) + earlier.users;
    const pointing = direction(probe.encoding);
    // One more than there would be without the user's own template.
    const limit = CANDIDATES + 1;
    const nearest = await measured('gallery.search', () =>
      this.gallery.searchWithin(manager, pointing, limit),
    );
    const { maxDuplicateFpir: maxFpir } = this.limits;
    const others = (candidates: readonly Candidate[]) =>
      candidates.filter((candidate) => candidate.userId !== userId);
    return (
      isDuplicate(this.evidence, { candidates: others(nearest), users, maxFpir }) ||
      (earlier.found !== null &&
        isDuplicate(earlier.found.evidence, {
          candidates: others(earlier.found.candidates),
          users,
          maxFpir,
        }))
    );
  }

  private search(probe: Probe, limit: number): Promise<Candidate[]> {
    return measured('gallery.search', () => this.gallery.search(direction(probe.encoding), limit));
  }

  /** The nearest of those whom only the predecessor's network knows; one more than there would be without the own template. */
  private async searchEarlier({ earlier }: Probe, manager?: EntityManager) {
    const gallery = await this.earlierGallery.open(manager);
    const { evidence } = this.earlierEvidence;
    if (gallery === null || evidence === null || earlier === null) return { users: 0, found: null };
    const pointing = direction(earlier);
    const limit = CANDIDATES + 1;
    const candidates = manager
      ? await gallery.searchWithin(manager, pointing, limit)
      : await gallery.search(pointing, limit);
    return { users: await this.earlierGallery.users(manager), found: { evidence, candidates } };
  }

  private async earlierTemplateOf(userId: string, { earlier }: Probe, manager?: EntityManager) {
    const gallery = await this.earlierGallery.open(manager);
    const { evidence } = this.earlierEvidence;
    if (gallery === null || evidence === null || earlier === null) return null;
    const template = await gallery.templateOf(userId, manager);
    return template && { evidence, template, encoding: earlier };
  }

  private async countUsers(manager?: EntityManager): Promise<number> {
    if (performance.now() - this.counted.atMs > COUNT_LASTS_MS) {
      const { users } = await this.gallery.size(manager);
      this.counted = { users, atMs: performance.now() };
    }
    return this.counted.users;
  }
}
