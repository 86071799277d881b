import uPlot from 'uplot';
import { make } from '../dom.js';
import { language } from '../i18n.js';

const HEIGHT = 240;
/** Steps of an axis that counts: nobody is half enrolled. */
const WHOLE_STEPS = [0, 1, 2, 3, 4, 5, 6].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power));

export interface Line {
  name: string;
  /** A colour of the theme: `--accent`. */
  colour: string;
  values: readonly (number | null)[];
  dash?: number[];
}

export interface ChartOptions {
  x: readonly number[];
  lines: readonly Line[];
  /** Whether x are seconds since 1970. */
  isTime?: boolean;
  isLogarithmic?: boolean;
  formatY?: (value: number) => string;
  /** Drawn as an upright line, which moves. */
  markAt?: () => number | null;
}

export interface Chart {
  element: HTMLElement;
  redraw(): void;
  update(lines: readonly Line[]): void;
}

const colourOf = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim() || 'currentColor';

/** Lines by uPlot, as wide as their card and in the page's colours; the legend says in words which is which. */
export function chartOf({
  x,
  lines,
  isTime = false,
  isLogarithmic = false,
  formatY,
  markAt,
}: ChartOptions): Chart {
  const frame = make('div', 'chart');
  frame.setAttribute('aria-hidden', 'true');
  const element = make('figure', '', frame, legendOf(lines));
  const axis = { stroke: () => colourOf('--muted'), grid: { stroke: () => colourOf('--line'), width: 1 } };
  const number = new Intl.NumberFormat(language());
  let plot: uPlot | undefined;
  let data = [x, ...lines.map(({ values }) => values)] as unknown as uPlot.AlignedData;
  const build = (width: number) =>
    new uPlot(
      {
        width,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: isTime },
          y: isLogarithmic
            ? { distr: 3 }
            : { range: { min: { pad: 0, soft: 0, mode: 1 }, max: { pad: 0.1 } } },
        },
        axes: [
          { ...axis, ...(isTime ? { values: (_, ticks) => ticks.map(dayOf) } : {}) },
          {
            ...axis,
            ...(isLogarithmic ? {} : { incrs: WHOLE_STEPS }),
            size: 64,
            values: (_, ticks) =>
              ticks.map((tick) => (tick === null ? '' : (formatY ?? number.format)(tick))),
          },
        ],
        series: [
          {},
          ...lines.map(({ colour, dash }) => ({
            stroke: () => colourOf(colour),
            width: 2,
            ...(dash === undefined ? {} : { dash }),
            points: { show: x.length < 2 },
          })),
        ],
        hooks: { draw: markAt === undefined ? [] : [(each) => drawMark(each, markAt())] },
      },
      data,
      frame,
    );
  new ResizeObserver(() => {
    const width = Math.floor(frame.clientWidth);
    if (width === 0) return;
    if (plot === undefined) plot = build(width);
    else if (plot.width !== width) plot.setSize({ width, height: HEIGHT });
  }).observe(frame);
  return {
    element,
    redraw: () => plot?.redraw(),
    update: (next) => {
      data = [x, ...next.map(({ values }) => values)] as unknown as uPlot.AlignedData;
      plot?.setData(data);
    },
  };
}

function drawMark(plot: uPlot, at: number | null): void {
  if (at === null) return;
  const { ctx, bbox } = plot;
  const x = Math.round(plot.valToPos(at, 'x', true));
  ctx.save();
  ctx.strokeStyle = colourOf('--ink');
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

function legendOf(lines: readonly Line[]): HTMLElement {
  const items = lines.map(({ name, colour, dash }) => {
    const key = make('span', dash === undefined ? 'key' : 'key dashed');
    key.style.setProperty('--key', `var(${colour})`);
    return make('li', '', key, name);
  });
  return make('ul', 'legend', ...items);
}

const dayOf = (seconds: number): string =>
  new Intl.DateTimeFormat(language(), { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    seconds * 1_000,
  );
