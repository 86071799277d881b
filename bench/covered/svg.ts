import type { Point } from '../../src/faces/embedding/photo-analysis.js';

/** 0..255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

/** What a surface is made of. */
export interface Fabric {
  colour: Colour;
  /** A JPEG or PNG that covers it, as a data URI. */
  texture?: string | undefined;
  /** Roughness of its own, 0..1. */
  grain?: number;
  /** 1: nothing shines through. */
  opacity?: number;
}

export const css = ([red, green, blue]: Colour): string =>
  `rgb(${Math.round(red)},${Math.round(green)},${Math.round(blue)})`;

export const scaled = (colour: Colour, by: number): Colour => [
  Math.min(colour[0] * by, 255),
  Math.min(colour[1] * by, 255),
  Math.min(colour[2] * by, 255),
];

const text = ({ x, y }: Point) => `${x.toFixed(2)} ${y.toFixed(2)}`;

/** A closed curve through all points (Catmull–Rom). */
export function curve(points: readonly Point[], closed = true): string {
  const [first] = points;
  if (!first) return '';
  const count = points.length;
  const point = (i: number) =>
    (closed ? points[(i + count) % count] : points[Math.min(Math.max(i, 0), count - 1)]) ?? first;
  const segments = Array.from({ length: closed ? count : count - 1 }, (_, i) => {
    const [before, from, to, after] = [point(i - 1), point(i), point(i + 1), point(i + 2)];
    const one = { x: from.x + (to.x - before.x) / 6, y: from.y + (to.y - before.y) / 6 };
    const other = { x: to.x - (after.x - from.x) / 6, y: to.y - (after.y - from.y) / 6 };
    return `C${text(one)} ${text(other)} ${text(to)}`;
  });
  return `M${text(first)}${segments.join('')}${closed ? 'Z' : ''}`;
}

export function polygon(points: readonly Point[]): string {
  return `M${points.map(text).join('L')}Z`;
}

export function line(path: string, colour: Colour, width: number, opacity = 1): string {
  return `<path d="${path}" fill="none" stroke="${css(colour)}" stroke-width="${width.toFixed(2)}" stroke-linecap="round" stroke-linejoin="round" opacity="${opacity.toFixed(3)}"/>`;
}

/** A surface in its light: fabric, grain, a gradient from one side to another, and the shadow that it throws. */
export class Surfaces {
  private count = 0;

  /**
   * @param unit pixels between the eyes
   * @param grain a tile of black of varying strength, as a data URI
   */
  constructor(
    private readonly random: () => number,
    private readonly unit: number,
    private readonly grain: string,
  ) {}

  /** @param details drawn on it and cut off at its border */
  draw(path: string, { colour, texture, grain = 0.3, opacity = 1 }: Fabric, details = ''): string {
    const { random, unit } = this;
    const id = `s${this.count++}`;
    const angle = random() * 2 * Math.PI;
    const [x, y] = [Math.cos(angle) / 2, Math.sin(angle) / 2];
    const [dark, light] = [0.1 + 0.4 * random(), 0.3 * random()];
    const rough = (0.5 + 2 * random()) * unit;
    const tile = (0.8 + 1.7 * random()) * unit;
    const picture = texture
      ? `<pattern id="${id}p" width="${tile}" height="${tile}" patternUnits="userSpaceOnUse"><image href="${texture}" width="${tile}" height="${tile}"/></pattern>
        <rect width="100%" height="100%" fill="url(#${id}p)" opacity="${0.75 + 0.25 * random()}"/>`
      : '';
    return `<defs>
      <clipPath id="${id}c"><path d="${path}"/></clipPath>
      <linearGradient id="${id}g" x1="${0.5 - x}" y1="${0.5 - y}" x2="${0.5 + x}" y2="${0.5 + y}">
        <stop offset="0" stop-color="#000" stop-opacity="${dark}"/><stop offset="0.5" stop-color="#000" stop-opacity="${dark * 0.2}"/>
        <stop offset="0.55" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#fff" stop-opacity="${light}"/>
      </linearGradient>
      <pattern id="${id}n" width="${rough}" height="${rough}" patternUnits="userSpaceOnUse" patternTransform="rotate(${(360 * random()).toFixed(0)})"><image href="${this.grain}" width="${rough}" height="${rough}"/></pattern>
    </defs>
    <g transform="translate(0 ${(0.03 * unit).toFixed(2)})">${[0.06, 0.14].map((width) => line(path, [0, 0, 0], width * unit, 0.15 * random())).join('')}</g>
    <g clip-path="url(#${id}c)" opacity="${opacity}">
      <rect width="100%" height="100%" fill="${css(colour)}"/>${picture}
      <rect width="100%" height="100%" fill="url(#${id}n)" opacity="${grain}"/>${details}
      <path d="${path}" fill="url(#${id}g)"/>
    </g>`;
  }
}
