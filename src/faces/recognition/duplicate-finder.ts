import { Injectable } from '@nestjs/common';
import { roundedProbability } from '../decision/confidence.js';
import { CANDIDATES, rankCandidates } from '../decision/decision.js';
import { DistanceEvidence } from '../decision/distance-evidence.js';
import { isDuplicate } from '../decision/enrolment-decision.js';
import { direction } from '../decision/template.js';
import { Gallery } from '../gallery/gallery.js';
import { MatchLimits } from './match-limits.js';

/** Another user who seems to be the same person. */
export interface Double {
  userId: string;
  /** By the calibration, given the nearest users: 0..1. */
  probability: number;
}

/** Who of those who are enrolled is enrolled under another id too. */
@Injectable()
export class DuplicateFinder {
  constructor(
    private readonly gallery: Gallery,
    private readonly evidence: DistanceEvidence,
    private readonly limits: MatchLimits,
  ) {}

  /**
   * By the rule that an enrolment is refused by (FACE_ALREADY_ENROLLED), with the user's template as the probe.
   * @param mean of the user's template
   * @throws AppError GALLERY_TOO_LARGE, DB_UNAVAILABLE
   */
  async doublesOf(userId: string, mean: Float32Array): Promise<Double[]> {
    const { users } = await this.gallery.size();
    // One more than there would be without the user's own template.
    const candidates = await this.gallery.search(direction(mean), CANDIDATES + 1);
    const others = candidates.filter((candidate) => candidate.userId !== userId);
    const { maxDuplicateFpir: maxFpir } = this.limits;
    const same = others.filter((each) => isDuplicate(this.evidence, { candidates: [each], users, maxFpir }));
    const ranked = rankCandidates(this.evidence, { candidates: others, users });
    return same.map((each) => ({
      userId: each.userId,
      probability: roundedProbability(ranked.find((one) => one.userId === each.userId)?.probability ?? 0),
    }));
  }
}
