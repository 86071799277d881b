/**
 * D_sys of Gomez-Barrero et al. 2018 (ISO/IEC 30136), by distances in bins, with equal priors: 0: nothing, 1: everything that two protected
 * encodings of one person have in common gives them away.
 */
export function linkability(mated: readonly number[], nonMated: readonly number[], bins = 20): number {
  const all = [...mated, ...nonMated].sort((a, b) => a - b);
  const [low = 0, high = 1] = [all[0], all.at(-1)];
  const histogram = (scores: readonly number[]) => {
    const counts = new Array<number>(bins).fill(0);
    for (const score of scores) {
      const bin = Math.min(bins - 1, Math.floor(((score - low) / (high - low)) * bins));
      counts[bin] = (counts[bin] ?? 0) + 1 / scores.length;
    }
    return counts;
  };
  const [ofMated, ofOthers] = [histogram(mated), histogram(nonMated)];
  return ofMated.reduce((sum, share, bin) => {
    const ratio = share / (ofOthers[bin] || 1e-9);
    const local = ratio <= 1 ? 0 : 2 * (ratio / (1 + ratio)) - 1;
    return sum + share * local;
  }, 0);
}
