import type { Point } from '../../src/faces/embedding/photo-analysis.js';
import { fivePoints } from '../../src/faces/embedding/pipeline/sampling/alignment.js';
import { centreOf } from '../../src/faces/embedding/pipeline/sampling/similarity.js';

export interface Place {
  u: number;
  v: number;
}

/** Where things are on a face: u to the image's right, v down, between the eyes (0, 0), in distances between the eyes. */
export class FaceFrame {
  /** Pixels between the eyes. */
  readonly unit: number;
  private readonly origin: Point;
  private readonly right: Point;

  /** @param landmarks the 68 points of the iBUG 300-W layout */
  constructor(private readonly landmarks: readonly Point[]) {
    const [one = { x: NaN, y: NaN }, other = { x: NaN, y: NaN }] = fivePoints(landmarks);
    this.origin = centreOf([one, other]);
    this.right = { x: other.x - one.x, y: other.y - one.y };
    this.unit = Math.hypot(this.right.x, this.right.y);
  }

  at(u: number, v: number): Point {
    const { origin, right } = this;
    return { x: origin.x + u * right.x - v * right.y, y: origin.y + u * right.y + v * right.x };
  }

  /** @param outwards from the middle of the face, in units */
  landmark(index: number, outwards = 0): Point {
    const { x, y } = this.landmarks[index] ?? this.origin;
    const { u, v } = this.placeOf({ x, y });
    const length = Math.hypot(u, v - 0.6) || 1;
    return this.at(u + (outwards * u) / length, v + (outwards * (v - 0.6)) / length);
  }

  /** The middle of an eye. */
  eye(side: 'right' | 'left'): Place {
    const [one = this.origin, other = this.origin] = fivePoints(this.landmarks);
    return this.placeOf(side === 'right' ? one : other);
  }

  placeOf({ x, y }: Point): Place {
    const { origin, right, unit } = this;
    const [dx, dy] = [x - origin.x, y - origin.y];
    return { u: (dx * right.x + dy * right.y) / unit ** 2, v: (dy * right.x - dx * right.y) / unit ** 2 };
  }
}
