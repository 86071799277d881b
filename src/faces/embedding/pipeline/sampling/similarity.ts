import type { Point } from '../../photo-analysis.js';

/** Rotation, uniform scale and shift: X = a·u − b·v + tx, Y = b·u + a·v + ty. */
export interface Similarity {
  a: number;
  b: number;
  tx: number;
  ty: number;
}

/** The least-squares similarity that takes `from` to `to` (Umeyama 1991, without reflection). */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const centreFrom = centreOf(from);
  const centreTo = centreOf(to);
  let aligned = 0;
  let crossed = 0;
  let spread = 0;
  from.forEach((point, i) => {
    const target = to[i] ?? centreTo;
    const u = point.x - centreFrom.x;
    const v = point.y - centreFrom.y;
    const x = target.x - centreTo.x;
    const y = target.y - centreTo.y;
    aligned += u * x + v * y;
    crossed += u * y - v * x;
    spread += u * u + v * v;
  });
  const a = aligned / spread;
  const b = crossed / spread;
  return {
    a,
    b,
    tx: centreTo.x - a * centreFrom.x + b * centreFrom.y,
    ty: centreTo.y - b * centreFrom.x - a * centreFrom.y,
  };
}

/** Target pixels per source pixel. */
export function scaleOf({ a, b }: Similarity): number {
  return Math.hypot(a, b);
}

/** `first`, then `second`. */
export function compose(first: Similarity, second: Similarity): Similarity {
  const { x: tx, y: ty } = apply(second, { x: first.tx, y: first.ty });
  return {
    a: second.a * first.a - second.b * first.b,
    b: second.b * first.a + second.a * first.b,
    tx,
    ty,
  };
}

export function apply({ a, b, tx, ty }: Similarity, { x, y }: Point): Point {
  return { x: a * x - b * y + tx, y: b * x + a * y + ty };
}

export function centreOf(points: readonly Point[]): Point {
  const sum = points.reduce((total, point) => ({ x: total.x + point.x, y: total.y + point.y }), {
    x: 0,
    y: 0,
  });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
