const UNIT_S: Partial<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `30m`, `24h`, `90d`, or seconds without a unit, as seconds. Undefined for anything else, and for none at all. */
export function durationSeconds(text: string): number | undefined {
  const [, amount, unit = 's'] = /^(\d{1,9})([smhd])?$/.exec(text) ?? [];
  const seconds = Number(amount) * (UNIT_S[unit] ?? NaN);
  return seconds >= 1 ? seconds : undefined;
}

/** Seconds (a whole number) in the largest unit without a rest: `90` is `90s`, `86400` is `1d`. */
export function durationText(seconds: number): string {
  const [unit, size = 1] = Object.entries(UNIT_S).findLast(([, size = 1]) => seconds % size === 0) ?? ['s'];
  return `${seconds / size}${unit}`;
}
