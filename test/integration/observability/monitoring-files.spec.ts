import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../../../src/config/package-root.js';
import { findPromtool } from '../../support/servers/promtool.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const folder = join(packageRoot, 'docker/observability');
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

const rulesSchema = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.object({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.object({ summary: z.string(), description: z.string() }),
        }),
      ),
    }),
  ),
});
const panelSchema = z.object({
  id: z.number(),
  type: z.enum(['row', 'stat', 'timeseries']),
  title: z.string(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string() })).optional(),
});
const dashboardSchema = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.number(),
  panels: z.array(panelSchema).min(10),
  templating: z.object({ list: z.array(z.looseObject({ name: z.string() })) }),
});

const rules = rulesSchema.parse(parse(read('alerts.yml'))).groups.flatMap((group) => group.rules);
const dashboard = dashboardSchema.parse(JSON.parse(read('grafana-dashboard.json')));
const queries = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

/** Our own and Node's metrics that an expression names. */
const metricsIn = (expression: string): string[] =>
  expression.match(/\b(twoinone|process|nodejs)_[a-z0-9_]+/g) ?? [];

const found = findPromtool();
if ('missing' in found) console.warn(`Prometheus' own checks are skipped: ${found.missing}`);
const promtool = 'path' in found ? found.path : '';
const withPromtool = 'path' in found ? it : it.skip;

describe('dashboard and alert rules', () => {
  let service: TestApp;
  /** Names that the service really exports. */
  const exported = new Set<string>();
  beforeAll(async () => {
    service = await startTestApp();
    const text = await (await fetch(`${service.url}/metrics`)).text();
    for (const [, name = '', type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
      const series = type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name];
      for (const each of series) exported.add(each);
    }
  });
  afterAll(() => service.close());

  it('ask only for metrics that the service exports', () => {
    const named = [...rules.map(({ expr }) => expr), ...queries].flatMap(metricsIn);
    expect(named.length).toBeGreaterThan(30);
    for (const name of named) expect([...exported]).toContain(name);
  });

  it('show every metric of the service', () => {
    const shown = queries.flatMap(metricsIn).map(familyOf);
    const own = [...exported].filter((name) => name.startsWith('twoinone_')).map(familyOf);
    for (const family of own) expect(shown).toContain(family);
  });

  it('have panels that do not lie on each other', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { gridPos: a, id } of panels) {
      expect(a.x + a.w).toBeLessThanOrEqual(24);
      for (const { gridPos: b, id: other } of panels) {
        const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
        expect([id, other, id === other || apart]).toEqual([id, other, true]);
      }
    }
  });

  it('use only variables that the dashboard has', () => {
    const names = dashboard.templating.list.map(({ name }) => name);
    for (const query of queries) {
      for (const [, name = ''] of query.matchAll(/\$(\w+)/g)) {
        if (!name.startsWith('__')) expect(names).toContain(name);
      }
    }
  });

  withPromtool('are accepted by Prometheus, and the alerts fire when they should', () => {
    const run = (...args: string[]): string =>
      execFileSync(promtool, args, { cwd: folder, encoding: 'utf8' });
    expect(run('check', 'rules', 'alerts.yml')).toContain(`${rules.length} rules found`);
    expect(run('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS');
    expect(run('check', 'config', '--syntax-only', 'prometheus.yml')).toContain('SUCCESS');
  });

  withPromtool("have queries that Prometheus' own parser accepts", () => {
    const expressions = queries.map((query) =>
      query.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*'),
    );
    const temporary = mkdtempSync(join(tmpdir(), 'twoinone-queries-'));
    const file = join(temporary, 'queries.yml');
    const asRules = expressions.map((expr, index) => ({ record: `query:${index}`, expr }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules: asRules }] }));
    try {
      expect(execFileSync(promtool, ['check', 'rules', file], { encoding: 'utf8' })).toContain(
        `${queries.length} rules found`,
      );
    } finally {
      rmSync(temporary, { recursive: true });
    }
  });

  withPromtool("exports metrics that follow Prometheus' naming rules", async () => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    // Node's own metrics, of prom-client, have names that the linter does not like.
    const own = text
      .split('\n')
      .filter((line) => /^(# \w+ )?twoinone_/.test(line))
      .join('\n');
    const { status, stderr } = spawnSync(promtool, ['check', 'metrics'], {
      input: `${own}\n`,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

function familyOf(name: string): string {
  return name.replace(/_(bucket|sum|count)$/, '');
}
