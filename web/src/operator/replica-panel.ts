import type { FaceClient } from '../../../packages/client/src/index.js';
import { make, verbatim } from '../dom.js';
import { language, t } from '../i18n.js';
import { nothing, Panel } from './panel.js';
import { tableOf } from './table.js';

const MINUTE_S = 60;
const HOUR_S = 3_600;

type Other = Awaited<ReturnType<FaceClient['replica']>>['others'][number];

/** Queue, inference processes and latency of the replica that answers, and what the others said last. */
export const replicaPanel = (client: FaceClient): Panel =>
  new Panel(t('opReplica'), async () => {
    const replica = await client.replica();
    const number = new Intl.NumberFormat(language());
    const ms = (value: number | null) => (value === null ? t('opBeyond') : `${number.format(value)} ms`);
    const facts = (
      [
        [t('opHost'), verbatim(replica.host)],
        [t('opState'), t(replica.ready ? 'opReady' : 'opNotReady')],
        [t('opUptime'), uptime(replica.uptime_s)],
        [t('opQueue'), of(replica.queue_depth, replica.queue_limit)],
        [t('opWorkers'), of(replica.workers_alive, replica.workers_wanted)],
      ] as const
    ).map(([name, value]) => make('div', '', make('dt', '', name), make('dd', '', value)));
    return [
      make('dl', 'facts', ...facts),
      ...(replica.others.length === 0 ? [] : [othersTable(replica.others)]),
      replica.routes.length === 0
        ? nothing()
        : tableOf(
            t('opLatency'),
            [
              { name: t('opRoute') },
              { name: t('opRequests'), isNumber: true },
              { name: t('opMean'), isNumber: true },
              { name: '95 %', isNumber: true },
            ],
            replica.routes.map(({ route, requests, mean_ms: mean, p95_ms: p95 }) => [
              verbatim(route),
              number.format(requests),
              ms(mean),
              p95 === null ? ms(p95) : `≤ ${ms(p95)}`,
            ]),
          ),
    ];
  });

/** In minutes until there are two hours. */
function uptime(seconds: number): string {
  const [value, unit] =
    seconds < 2 * HOUR_S ? ([seconds / MINUTE_S, 'minute'] as const) : ([seconds / HOUR_S, 'hour'] as const);
  return new Intl.NumberFormat(language(), { style: 'unit', unit, maximumFractionDigits: 0 }).format(value);
}

/** How many of how many. */
function of(n: number, total: number): string {
  const number = new Intl.NumberFormat(language());
  return t('peopleShown', { n: number.format(n), total: number.format(total) });
}

function othersTable(others: readonly Other[]): HTMLElement {
  const time = new Intl.DateTimeFormat(language(), { dateStyle: 'short', timeStyle: 'medium' });
  return tableOf(
    t('opOthers'),
    [
      { name: t('opOthers') },
      { name: t('opVersion') },
      { name: t('opState') },
      { name: t('opQueue'), isNumber: true },
      { name: t('opWorkers'), isNumber: true },
      { name: t('opStarted') },
      { name: t('opSaid') },
    ],
    others.map((other) => [
      verbatim(other.host),
      verbatim(other.version),
      t(other.ready ? 'opReady' : 'opNotReady'),
      of(other.queue_depth, other.queue_limit),
      of(other.workers_alive, other.workers_wanted),
      time.format(new Date(other.started_at)),
      time.format(new Date(other.said_at)),
    ]),
  );
}
