import type { ActivityAnswer, FaceClient } from '../../../packages/client/src/index.js';
import { verbatim } from '../dom.js';
import { language, t, type TextKey } from '../i18n.js';
import { chartOf, type Line } from './chart.js';
import { nothing, Panel } from './panel.js';
import { tableOf } from './table.js';

const DAYS = 30;
const DAY_S = 86_400;
const RECOGNITIONS: readonly string[] = ['verify', 'identify', 'compare'];

type Outcome = ActivityAnswer['outcomes'][number];

const LINES: readonly {
  name: TextKey;
  colour: string;
  dash?: number[];
  counts: (each: Outcome) => boolean;
}[] = [
  {
    name: 'opEnrolments',
    colour: '--muted',
    dash: [6, 4],
    counts: ({ action, outcome }) => action === 'enroll' && outcome === 'SUCCESS',
  },
  {
    name: 'opMatches',
    colour: '--accent',
    counts: ({ action, outcome }) => RECOGNITIONS.includes(action) && outcome === 'SUCCESS',
  },
  {
    name: 'opNonMatches',
    colour: '--bad',
    counts: ({ action, outcome }) => RECOGNITIONS.includes(action) && outcome === 'NO_MATCH',
  },
  {
    name: 'opAmbiguous',
    colour: '--warn',
    dash: [2, 3],
    counts: ({ action, outcome }) => RECOGNITIONS.includes(action) && outcome === 'AMBIGUOUS_MATCH',
  },
];
/** Answers to the question itself; everything else kept it from being answered. */
const DECISIONS: readonly string[] = [
  'SUCCESS',
  'NO_MATCH',
  'AMBIGUOUS_MATCH',
  'RENEWED',
  'DUPLICATE_ALLOWED',
];

/** Enrolments and recognitions by day. */
export const activityPanel = (client: FaceClient): Panel =>
  new Panel(t('opActivity'), async () => {
    const { outcomes } = await client.activity(DAYS);
    if (outcomes.length === 0) return [nothing()];
    const today = Math.floor(Date.now() / 1_000 / DAY_S);
    const days = Array.from({ length: DAYS + 1 }, (_, index) => (today - DAYS + index) * DAY_S);
    const lines: Line[] = LINES.map(({ name, counts, ...look }) => ({
      ...look,
      name: t('opWithTotal', { name: t(name), n: total(outcomes.filter(counts)) }),
      values: days.map((day) =>
        sumOf(outcomes.filter((each) => counts(each) && Date.parse(each.day) / 1_000 === day)),
      ),
    }));
    return [chartOf({ x: days, lines, isTime: true }).element];
  });

/** Why photos were refused, and how liveness sessions ended. */
export const refusalsPanel = (client: FaceClient): Panel =>
  new Panel(t('opRefusals'), async () => {
    const { outcomes } = await client.activity(DAYS);
    const counted = new Map<string, number>();
    for (const { action, outcome, count } of outcomes) {
      if (DECISIONS.includes(outcome) && action !== 'liveness') continue;
      const key = JSON.stringify([action, outcome]);
      counted.set(key, (counted.get(key) ?? 0) + count);
    }
    if (counted.size === 0) return [nothing()];
    const rows = [...counted].sort(([, a], [, b]) => b - a);
    const number = new Intl.NumberFormat(language());
    return [
      tableOf(
        t('opRefusals'),
        [{ name: t('opAction') }, { name: t('opOutcome') }, { name: t('opCount'), isNumber: true }],
        rows.map(([key, count]) => [
          ...(JSON.parse(key) as [string, string]).map(verbatim),
          number.format(count),
        ]),
      ),
    ];
  });

const sumOf = (outcomes: readonly Outcome[]): number => outcomes.reduce((sum, { count }) => sum + count, 0);

const total = (outcomes: readonly Outcome[]): string =>
  new Intl.NumberFormat(language()).format(sumOf(outcomes));
