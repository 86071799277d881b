/**
 * Share of strangers who pass at least one of `users` independent comparisons of this false match rate:
 * FPIR = 1 − (1 − FMR)^N (Grother & Ngan, NISTIR 8009); `fmrForFpir` is its inverse.
 */
export function fpirOf(fmr: number, users: number): number {
  return -Math.expm1(Math.max(1, users) * Math.log1p(-fmr));
}
