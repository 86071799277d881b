/** @param share 0..1 @returns the nearest value; NaN of none */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
}

/** Of good ones and bad ones, how often a good one has the larger value (area under the ROC). */
export function areaUnderRoc(good: readonly number[], bad: readonly number[]): number {
  const ahead = good.map((value) => bad.filter((other) => other < value).length);
  return ahead.reduce((sum, count) => sum + count, 0) / (good.length * bad.length);
}
