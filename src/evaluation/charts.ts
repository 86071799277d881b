import { normalQuantile } from './normal-quantile.js';

/** Line charts and histograms as SVG text: the report must open without a network and without scripts. */

const WIDTH = 520;
const HEIGHT = 340;
const MARGIN = { left: 56, right: 16, top: 16, bottom: 44 };

export interface Axis {
  label: string;
  /** Values at the two ends, in the axis' own transformed unit. */
  from: number;
  to: number;
  ticks: { at: number; text: string }[];
}

export interface Series {
  name: string;
  className: string;
  points: { x: number; y: number }[];
}

const RATES = [1e-5, 1e-4, 1e-3, 1e-2, 0.05, 0.1, 0.2, 0.5];

/** Of a detection error tradeoff: error rates by their normal deviates. */
export function detAxis(label: string): Axis {
  return {
    label,
    from: normalQuantile(1e-5),
    to: normalQuantile(0.6),
    ticks: RATES.map((rate) => ({ at: normalQuantile(rate), text: `${100 * rate} %` })),
  };
}

export function lineChart(title: string, x: Axis, y: Axis, series: Series[]): string {
  const lines = series.map(({ className, points }) => {
    const path = points
      .map((point, i) => `${i === 0 ? 'M' : 'L'}${place(point.x, x, 'x')} ${place(point.y, y, 'y')}`)
      .join('');
    return `<path class="line ${className}" d="${path}"/>`;
  });
  return frame(title, x, y, series, lines);
}

/** Two distributions over the same bins, drawn over each other. */
export function histogramChart(
  title: string,
  x: Axis,
  y: Axis,
  series: (Series & { width: number })[],
): string {
  const bars = series.flatMap(({ className, points, width }) =>
    points
      .filter((point) => point.y > 0)
      .map((point) => {
        const left = place(point.x, x, 'x');
        const right = place(point.x + width, x, 'x');
        const top = place(point.y, y, 'y');
        const height = HEIGHT - MARGIN.bottom - top;
        return `<rect class="bar ${className}" x="${left}" y="${top}" width="${round(right - left)}" height="${round(height)}"/>`;
      }),
  );
  return frame(title, x, y, series, bars);
}

function frame(title: string, x: Axis, y: Axis, series: Series[], content: string[]): string {
  const [left, right, top, bottom] = [MARGIN.left, WIDTH - MARGIN.right, MARGIN.top, HEIGHT - MARGIN.bottom];
  const xTicks = x.ticks.map(({ at, text }) => {
    const px = place(at, x, 'x');
    return `<path class="grid" d="M${px} ${top}V${bottom}"/><text x="${px}" y="${bottom + 16}" text-anchor="middle">${text}</text>`;
  });
  const yTicks = y.ticks.map(({ at, text }) => {
    const py = place(at, y, 'y');
    return `<path class="grid" d="M${left} ${py}H${right}"/><text x="${left - 6}" y="${py + 4}" text-anchor="end">${text}</text>`;
  });
  const legend = series.map(
    ({ name, className }, i) =>
      `<rect class="bar ${className}" x="${right - 170}" y="${top + 8 + i * 18}" width="12" height="12"/>` +
      `<text x="${right - 152}" y="${top + 18 + i * 18}">${name}</text>`,
  );
  return `<figure><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
${[...xTicks, ...yTicks].join('')}
<path class="axis" d="M${left} ${top}V${bottom}H${right}"/>
${content.join('')}
<text x="${(left + right) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${x.label}</text>
<text transform="translate(14 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${y.label}</text>
${series.length > 1 ? legend.join('') : ''}
</svg></figure>`;
}

function place(value: number, axis: Axis, direction: 'x' | 'y'): number {
  const share = Math.min(Math.max((value - axis.from) / (axis.to - axis.from), 0), 1);
  return direction === 'x'
    ? round(MARGIN.left + share * (WIDTH - MARGIN.left - MARGIN.right))
    : round(HEIGHT - MARGIN.bottom - share * (HEIGHT - MARGIN.top - MARGIN.bottom));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
