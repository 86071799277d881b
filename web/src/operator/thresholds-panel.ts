import type { FaceClient, ThresholdsAnswer } from '../../../packages/client/src/index.js';
import { fpirOf } from '../../../src/faces/decision/fpir.js';
import { make } from '../dom.js';
import { language, t } from '../i18n.js';
import { type Chart, chartOf, type Line } from './chart.js';
import { Panel } from './panel.js';
import { tableOf } from './table.js';

/** Greatest gallery that can be imagined with the slider: a power of ten. */
const DECADES_MAX = 6;
/** What a logarithmic axis still shows. */
const RATE_MIN = 1e-7;

/** What the limits of decisions let pass and miss at the gallery's size, and what others would. */
export const thresholdsPanel = (client: FaceClient): Panel =>
  new Panel(t('opThresholds'), async () => new ThresholdView(await client.thresholds()).elements);

class ThresholdView {
  readonly elements: readonly Node[];
  private readonly curve: ThresholdsAnswer['curves'][number];
  private readonly distance = slider();
  private readonly users = slider();
  private readonly read = make('div', 'reading');
  private readonly chart: Chart;

  constructor(private readonly answer: ThresholdsAnswer) {
    const [curve] = answer.curves;
    if (curve === undefined) throw new Error('There is a curve');
    this.curve = curve;
    const distances = curve.points.map(({ distance }) => distance);
    Object.assign(this.distance, {
      min: String(distances[0] ?? 0),
      max: String(distances.at(-1) ?? 2),
      step: '0.001',
      value: String(curve.search_distance ?? curve.claim_distance ?? 0),
    });
    Object.assign(this.users, {
      min: '0',
      max: String(DECADES_MAX),
      step: '0.05',
      value: String(Math.min(DECADES_MAX, Math.log10(Math.max(1, answer.users)))),
    });
    this.chart = chartOf({
      x: distances,
      lines: this.lines(),
      isLogarithmic: true,
      formatY: powerOfTen,
      markAt: () => Number(this.distance.value),
    });
    for (const control of [this.distance, this.users]) {
      control.addEventListener('input', () => {
        this.chart.update(this.lines());
        this.show();
      });
    }
    this.elements = [
      make('p', 'muted', t('opThresholdsHelp', { n: number(answer.users) })),
      this.chart.element,
      labelled(t('opDistance'), this.distance),
      labelled(t('opPeople'), this.users),
      this.read,
      this.present(),
    ];
    this.show();
  }

  /** As the slider says; at its start the people there are. */
  private get galleryUsers(): number {
    return Math.max(1, Math.round(10 ** Number(this.users.value)));
  }

  private lines(): Line[] {
    const { points } = this.curve;
    const shown = (rate: number) => Math.max(RATE_MIN, rate);
    return [
      {
        name: 'FPIR',
        colour: '--bad',
        values: points.map(({ fmr }) => shown(fpirOf(fmr, this.galleryUsers))),
      },
      { name: 'FMR', colour: '--warn', dash: [6, 4], values: points.map(({ fmr }) => shown(fmr)) },
      { name: 'FNIR', colour: '--accent', values: points.map(({ fnmr }) => (fnmr > 0 ? shown(fnmr) : null)) },
    ];
  }

  private show(): void {
    const distance = Number(this.distance.value);
    const { fmr, fnmr } = at(this.curve.points, distance);
    const facts = [
      [t('opDistance'), number(distance)],
      [t('opPeople'), number(this.galleryUsers)],
      ['FMR', percent(fmr)],
      ['FPIR', percent(fpirOf(fmr, this.galleryUsers))],
      ['FNIR', percent(fnmr)],
    ].map(([name = '', value = '']) => make('div', '', make('dt', '', name), make('dd', '', value)));
    this.read.replaceChildren(make('dl', 'facts', ...facts));
    this.chart.redraw();
  }

  /** The limits in force, in words and numbers: what the chart shows to the eye. */
  private present(): HTMLElement {
    const { curves, users, search_fmr: searchFmr, claim_fmr: claimFmr } = this.answer;
    const rows = curves.flatMap(({ encodings, search_distance: search, claim_distance: claim, points }) => [
      row(t('opSearch', { n: String(encodings) }), search, searchFmr, users, points),
      row(t('opClaim', { n: String(encodings) }), claim, claimFmr, 1, points),
    ]);
    return tableOf(
      t('opInForce'),
      [
        { name: t('opInForce') },
        ...[t('opDistance'), 'FMR', 'FPIR', 'FNIR'].map((name) => ({ name, isNumber: true })),
      ],
      rows,
    );
  }
}

type Points = ThresholdsAnswer['curves'][number]['points'];

function row(
  name: string,
  distance: number | null,
  fmr: number | null,
  users: number,
  points: Points,
): string[] {
  if (distance === null || fmr === null) return [name, '–', '–', '–', '–'];
  return [
    name,
    number(distance),
    percent(fmr),
    percent(fpirOf(fmr, users)),
    percent(at(points, distance).fnmr),
  ];
}

/** Between measured points the FMR is linear in its logarithm, as the service takes it. */
function at(points: Points, distance: number): { fmr: number; fnmr: number } {
  const after = points.findIndex((point) => point.distance >= distance);
  const [from, to] = [points[Math.max(0, after - 1)], points[after]];
  if (from === undefined || to === undefined) return points.at(-1) ?? { fmr: 1, fnmr: 0 };
  if (from === to) return to;
  const share = (distance - from.distance) / (to.distance - from.distance);
  return {
    fmr: Math.exp(Math.log(from.fmr) + share * (Math.log(to.fmr) - Math.log(from.fmr))),
    fnmr: from.fnmr + share * (to.fnmr - from.fnmr),
  };
}

function slider(): HTMLInputElement {
  const input = make('input', 'slider');
  input.type = 'range';
  return input;
}

const labelled = (name: string, control: HTMLElement): HTMLElement =>
  make('label', 'slider-row', name, control);

const number = (value: number): string =>
  new Intl.NumberFormat(language(), { maximumFractionDigits: 3 }).format(value);

const SUPERSCRIPT = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/** Rates of a logarithmic axis: 10⁻⁶ takes less room than 0.0001 %. */
function powerOfTen(rate: number): string {
  const exponent = Math.round(Math.log10(rate));
  return exponent === 0 ? '1' : `10⁻${SUPERSCRIPT[-exponent] ?? ''}`;
}

const percent = (rate: number): string =>
  new Intl.NumberFormat(language(), { style: 'percent', maximumSignificantDigits: 2 }).format(rate);
