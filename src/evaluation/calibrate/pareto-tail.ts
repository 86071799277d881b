/** A generalised Pareto distribution of how far below a threshold the closest impostors lie (Pickands 1975). */
export interface ParetoTail {
  /** Distance below which the tail is described. */
  threshold: number;
  /** Share of all comparisons at or below the threshold. */
  share: number;
  /** σ > 0 and ξ of the exceedances `threshold − distance`. */
  scale: number;
  shape: number;
}

/** A decade of false match rates is fitted to; fewer comparisons say nothing about the shape. */
const MIN_EXCEEDANCES = 50;
/** Beyond ξ = 0.5 the second moment does not exist, and probability-weighted moments are no longer to be trusted. */
const MAX_SHAPE = 0.5;

/**
 * Peaks over threshold by probability-weighted moments (Hosking & Wallis, Technometrics 1987), which for small samples
 * are less scattered than maximum likelihood.
 * @param distances ascending; those of the closest impostors, all below `threshold`
 * @param weights how often each counts (bootstrap); 1 each when left out
 * @param total weight of all impostor comparisons
 * @returns null where there are too few
 */
export function fitParetoTail(
  distances: ArrayLike<number>,
  threshold: number,
  total: number,
  weights?: ArrayLike<number>,
): ParetoTail | null {
  let weight = 0;
  for (let i = 0; i < distances.length; i++) weight += weights?.[i] ?? 1;
  if (weight < MIN_EXCEEDANCES) return null;
  // Exceedances y = threshold − distance are descending where distances ascend. α0 = E[y], α1 = E[y (1 − F(y))], F ascending in y.
  let mean = 0;
  let weighted = 0;
  let above = 0;
  for (let i = 0; i < distances.length; i++) {
    const count = weights?.[i] ?? 1;
    const y = threshold - (distances[i] ?? NaN);
    // Share of exceedances that are greater than this one, its own half included.
    mean += count * y;
    weighted += count * y * ((above + count / 2) / weight);
    above += count;
  }
  mean /= weight;
  weighted /= weight;
  const shape = Math.min(2 - mean / (mean - 2 * weighted), MAX_SHAPE);
  const scale = mean * (1 - shape);
  return scale > 0 ? { threshold, share: weight / total, scale, shape } : null;
}

/** False match rate at a distance below the threshold; 0 beyond the end of a tail of negative shape. */
export function tailRate({ threshold, share, scale, shape }: ParetoTail, distance: number): number {
  const y = threshold - distance;
  if (Math.abs(shape) < 1e-9) return share * Math.exp(-y / scale);
  return share * Math.max(0, 1 + (shape * y) / scale) ** (-1 / shape);
}
