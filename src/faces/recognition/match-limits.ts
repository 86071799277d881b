import type { Doubt } from './doubt.js';

/** How many times smaller the rates are that hold for a face that something alters (docs/quality.md). */
const STRICTER = 20;

/** The operator's limits on wrong answers. */
export class MatchLimits {
  constructor(
    /** FACE_RECOGNITION_THRESHOLD: least confidence that counts as a match. */
    readonly threshold: number,
    /** MAX_FPIR: greatest share of strangers who are named as somebody. */
    readonly maxFpir: number,
    /** MAX_FMR: greatest share of impostors who pass a comparison with one person. */
    readonly maxFmr: number,
    /** MAX_REENROLMENT_FMR: greatest share of other people whose photo may join a person's. */
    readonly maxReenrolmentFmr: number,
    /** MAX_DUPLICATE_FPIR: greatest share of new people who are taken for somebody enrolled. */
    readonly maxDuplicateFpir: number,
  ) {}

  /** What a comparison of such a face has to keep. */
  for(doubt: Doubt): Pick<MatchLimits, 'threshold' | 'maxFpir' | 'maxFmr'> {
    const { threshold, maxFpir, maxFmr } = this;
    switch (doubt) {
      case 'none':
        return { threshold, maxFpir, maxFmr };
      case 'altered':
        return { threshold, maxFpir: maxFpir / STRICTER, maxFmr: maxFmr / STRICTER };
      case 'unreadable':
        return { threshold: Infinity, maxFpir, maxFmr };
    }
  }
}
