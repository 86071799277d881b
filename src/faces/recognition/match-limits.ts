/** The operator's limits on wrong answers. */
export class MatchLimits {
  constructor(
    /** FACE_RECOGNITION_THRESHOLD: least confidence that counts as a match. */
    readonly threshold: number,
    /** MAX_FPIR: greatest share of strangers who are named as somebody. */
    readonly maxFpir: number,
    /** MAX_FMR: greatest share of impostors who pass a comparison with one person. */
    readonly maxFmr: number,
  ) {}
}
