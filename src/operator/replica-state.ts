import type { Metrics } from '../observability/metrics.js';

export interface RouteLatency {
  route: string;
  requests: number;
  meanMs: number;
  /** Upper end of the histogram's bucket that 95 % of the requests stay below; null: beyond the last one. */
  p95Ms: number | null;
}

interface Sample {
  labels: Partial<Record<string, string | number>>;
  metricName?: string;
  value: number;
}

/** Routes of this service by their latency since its start, the most used first. */
export async function routeLatencies({ requestSeconds }: Metrics): Promise<RouteLatency[]> {
  const { values } = await requestSeconds.get();
  const byRoute = new Map<string, Sample[]>();
  for (const sample of values) {
    const route = String(sample.labels['route'] ?? '');
    byRoute.set(route, [...(byRoute.get(route) ?? []), sample]);
  }
  return [...byRoute]
    .map(([route, samples]) => latencyOf(route, samples))
    .filter(({ route, requests }) => route.startsWith('/ml/') && requests > 0)
    .sort((a, b) => b.requests - a.requests);
}

function latencyOf(route: string, samples: readonly Sample[]): RouteLatency {
  const total = (suffix: string) =>
    samples
      .filter(({ metricName = '' }) => metricName.endsWith(suffix))
      .reduce((sum, { value }) => sum + value, 0);
  const requests = total('_count');
  const below = new Map<number, number>();
  for (const { metricName = '', labels, value } of samples) {
    const bound = Number(labels['le']);
    if (metricName.endsWith('_bucket') && Number.isFinite(bound))
      below.set(bound, (below.get(bound) ?? 0) + value);
  }
  const bound = [...below].sort(([a], [b]) => a - b).find(([, count]) => count >= 0.95 * requests)?.[0];
  return {
    route,
    requests,
    meanMs: requests === 0 ? 0 : (1_000 * total('_sum')) / requests,
    p95Ms: bound === undefined ? null : 1_000 * bound,
  };
}
