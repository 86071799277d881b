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
}
