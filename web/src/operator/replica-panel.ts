import type { FaceClient } from '../../../packages/client/src/index.js';
import { make } from '../dom.js';
import { language, t } from '../i18n.js';
import { nothing, Panel } from './panel.js';
import { tableOf } from './table.js';

/** Queue, inference processes and latency of the replica that answers. */
export const replicaPanel = (client: FaceClient): Panel =>
  new Panel(t('opReplica'), async () => {
    const replica = await client.replica();
    const number = new Intl.NumberFormat(language());
    const hours = new Intl.NumberFormat(language(), {
      style: 'unit',
      unit: 'hour',
      maximumFractionDigits: 1,
    });
    const ms = (value: number | null) => (value === null ? t('opBeyond') : `${number.format(value)} ms`);
    const facts = [
      [t('opHost'), replica.host],
      [t('opState'), t(replica.ready ? 'opReady' : 'opNotReady')],
      [t('opUptime'), hours.format(replica.uptime_s / 3_600)],
      [
        t('opQueue'),
        t('peopleShown', {
          n: number.format(replica.queue_depth),
          total: number.format(replica.queue_limit),
        }),
      ],
      [
        t('opWorkers'),
        t('peopleShown', {
          n: number.format(replica.workers_alive),
          total: number.format(replica.workers_wanted),
        }),
      ],
    ].map(([name = '', value = '']) => make('div', '', make('dt', '', name), make('dd', '', value)));
    return [
      make('dl', 'facts', ...facts),
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
              route,
              number.format(requests),
              ms(mean),
              p95 === null ? ms(p95) : `≤ ${ms(p95)}`,
            ]),
          ),
    ];
  });
