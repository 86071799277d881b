import type { FaceFrame } from './face-frame.js';
import type { Materials } from './materials.js';
import type { Colour, Surfaces } from './svg.js';

/** What a cover is drawn with. */
export interface Canvas {
  face: FaceFrame;
  surfaces: Surfaces;
  materials: Materials;
  /** 0..1 */
  random: () => number;
  /** Between two numbers. */
  between: (low: number, high: number) => number;
}

/** What of a face cannot be seen: nothing, mouth and nose, an eye or both, or eyes that are seen between thick frames. */
export const PARTS = ['nothing', 'lower', 'eyes', 'frames'] as const;
export type Part = (typeof PARTS)[number];

export interface Cover {
  /** What people say: mask, scarf, sunglasses … */
  kind: string;
  name: string;
  part: Part;
  /** Whether a colour and shape of this kind is kept to judge by. */
  held?: true;
  /** @returns SVG */
  draw(canvas: Canvas): string;
}

/** A colour near another. */
export function near([red, green, blue]: Colour, { between }: Canvas, by = 25): Colour {
  const light = between(-by, by);
  const change = (value: number) => Math.min(Math.max(value + light + between(-by, by) / 2, 3), 252);
  return [change(red), change(green), change(blue)];
}

/** The u of one of the two eyes. */
export const leftOrRight = ({ random }: Canvas): number => (random() < 0.5 ? -0.5 : 0.5);
