/** One threshold of the passive score. */
export interface DetPoint {
  threshold: number;
  /** Share of live frames below it. */
  bpcer: number;
  /** Share of attack frames at or above it. */
  apcer: number;
}

/** More than a chart can show. */
const POINTS_MAX = 200;

/** The trade-off between refused people and accepted attacks, frame by frame; empty without frames of both. */
export function detOf(live: readonly number[], attack: readonly number[]): DetPoint[] {
  if (live.length === 0 || attack.length === 0) return [];
  const thresholds = [...new Set([...live, ...attack])].sort((a, b) => a - b);
  const step = Math.max(Math.ceil(thresholds.length / POINTS_MAX), 1);
  return thresholds
    .filter((_, i) => i % step === 0)
    .map((threshold) => ({
      threshold,
      bpcer: live.filter((score) => score < threshold).length / live.length,
      apcer: attack.filter((score) => score >= threshold).length / attack.length,
    }));
}
