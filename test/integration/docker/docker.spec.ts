import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../../../src/config/package-root.js';
import { parseDockerfile } from '../../support/image/dockerfile.js';

const read = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');

const healthcheck = z.object({
  test: z.array(z.string()),
  interval: z.string(),
  timeout: z.string(),
  retries: z.number(),
  start_period: z.string(),
});
const hardened = z.object({
  cap_drop: z.array(z.string()),
  read_only: z.literal(true),
  security_opt: z.array(z.string()),
});
const composeSchema = z.object({
  services: z.object({
    'twoinone-ml': hardened.extend({
      container_name: z.string(),
      build: z.object({ context: z.string(), dockerfile: z.string() }),
      env_file: z.string(),
      environment: z.record(z.string(), z.union([z.string(), z.number()])),
      ports: z.array(z.string()),
      volumes: z.array(z.string()),
      healthcheck,
      deploy: z.object({
        resources: z.object({ limits: z.object({ cpus: z.string(), memory: z.string(), pids: z.number() }) }),
      }),
      // Compose refuses a file that limits processes both here and in `deploy` (found with `docker-compose config`, 2.40).
      pids_limit: z.undefined().optional(),
      restart: z.string(),
      depends_on: z.record(z.string(), z.object({ condition: z.string(), required: z.boolean().optional() })),
      user: z.string(),
      tmpfs: z.array(z.string()),
    }),
    'prepare-logs': hardened.extend({ command: z.array(z.string()), volumes: z.array(z.string()) }),
    postgres: hardened.extend({
      image: z.string(),
      profiles: z.array(z.string()),
      environment: z.record(z.string(), z.string()),
      volumes: z.array(z.string()),
      healthcheck,
      restart: z.string(),
      ports: z.undefined().optional(),
      user: z.string(),
      tmpfs: z.array(z.string()),
    }),
  }),
  volumes: z.record(z.string(), z.unknown()),
});

describe('docker-compose.yml', () => {
  const { services, volumes } = composeSchema.parse(parse(read('docker-compose.yml')));
  const service = services['twoinone-ml'];

  it('keeps the names, limits and volumes of the contract', () => {
    expect(service.container_name).toBe('twoinone-ml-api');
    expect(service.deploy.resources.limits).toEqual({ cpus: '2', memory: '2G', pids: 256 });
    expect(service.restart).toBe('unless-stopped');
    expect(service.volumes.map((volume) => volume.split(':')[0])).toEqual(['./models', './logs']);
    expect(service.ports).toEqual(['${PORT:-8000}:8000']);
    expect(service.healthcheck.interval).toBe('30s');
    expect(service.healthcheck.test.join(' ')).toContain('http://localhost:8000/ml/health');
  });

  it('gives the service no privilege and nothing to write but /tmp and ./logs', () => {
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toContain('no-new-privileges:true');
    expect(service.user).toBe('1000:1000');
    expect(service.volumes).toEqual(['./models:/models:ro', './logs:/app/logs']);
    expect(service.tmpfs).toHaveLength(1);
  });

  it('hands ./logs to the user that the service runs as before it starts', () => {
    const prepare = services['prepare-logs'];
    expect(prepare.command).toEqual(['chown', '-R', service.user, '/logs']);
    expect(prepare.volumes).toEqual(['./logs:/logs']);
    expect(service.depends_on['prepare-logs']?.condition).toBe('service_completed_successfully');
  });

  it('falls back on a bundled PostgreSQL with pgvector, kept in a volume and closed to the outside', () => {
    const { postgres } = services;
    expect(postgres.image).toMatch(/^pgvector\/pgvector:pg17/);
    expect(postgres.volumes[0]).toMatch(/^postgres-data:/);
    expect(Object.keys(volumes)).toEqual(['postgres-data']);
    expect(service.depends_on['postgres']).toEqual({ condition: 'service_healthy', required: false });
  });

  it('gives that PostgreSQL no privilege, and the service no password but that of its own role', () => {
    const { postgres } = services;
    expect([postgres.cap_drop, postgres.user, postgres.read_only]).toEqual([['ALL'], '999:999', true]);
    expect(postgres.security_opt).toContain('no-new-privileges:true');
    expect(postgres.tmpfs.map((mount) => mount.split(':')[0])).toEqual(['/tmp', '/var/run/postgresql']);
    expect(service.environment['POSTGRES_PASSWORD']).toBe('');
  });

  it.each([
    ['none when .env names none', {}, ''],
    ['none when both values are empty', { DATABASE_URL: '', POSTGRES_PASSWORD: '' }, ''],
    [
      'the bundled one when it has a password',
      { DATABASE_URL: '', POSTGRES_PASSWORD: 'abc123' },
      'postgresql://twoinone:abc123@postgres:5432/twoinone',
    ],
    [
      'the one of .env otherwise',
      { DATABASE_URL: 'postgresql://u:p@db/faces', POSTGRES_PASSWORD: 'abc123' },
      'postgresql://u:p@db/faces',
    ],
  ])('gives the service a database: %s', (_case, env, url) => {
    // Compose's interpolation is the shell's.
    const script = `printf %s "${service.environment['DATABASE_URL']}"`;
    expect(execFileSync('sh', ['-c', script], { env, encoding: 'utf8' })).toBe(url);
  });

  it('builds from a Dockerfile that exists', () => {
    expect(existsSync(join(packageRoot, service.build.context, service.build.dockerfile))).toBe(true);
  });
});

describe('docker/Dockerfile', () => {
  const [build, final] = parseDockerfile(read('docker/Dockerfile'));
  const textsOf = (stage: typeof build, keyword: string): string[] =>
    (stage?.instructions ?? []).filter((each) => each.keyword === keyword).map(({ text }) => text);

  it('builds in one stage and keeps only what runs in the other, on glibc', () => {
    expect([build?.image, final?.image]).toEqual(Array(2).fill('${NODE_IMAGE}'));
    expect(read('docker/Dockerfile')).toMatch(/^ARG NODE_IMAGE=node:\d+-bookworm-slim@sha256:[\da-f]{64}$/m);
    const copied = (final?.instructions ?? []).filter(({ keyword }) => keyword === 'COPY');
    expect(copied.length).toBeGreaterThan(3);
    for (const copy of copied) expect(copy.flags['from']).toBe(build?.name);
  });

  it('copies only what exists and what .dockerignore lets through', () => {
    const ignored = read('.dockerignore').split('\n');
    for (const text of textsOf(build, 'COPY')) {
      for (const source of text.split(' ').slice(0, -1)) {
        expect([source, existsSync(join(packageRoot, source))]).toEqual([source, true]);
        expect(ignored).not.toContain(source);
      }
    }
    expect(ignored).toEqual(expect.arrayContaining(['.env', '.git', 'node_modules']));
  });

  it('runs as an unprivileged user given by number, which Kubernetes can check', () => {
    expect(textsOf(final, 'USER')).toEqual(['1000:1000']);
  });

  it('has curl, which the health check and the guide call', () => {
    expect(textsOf(final, 'RUN').join('\n')).toMatch(/apt-get install .*\bcurl\b/);
    const [check] = (final?.instructions ?? []).filter(({ keyword }) => keyword === 'HEALTHCHECK');
    expect(check?.flags['interval']).toBe('30s');
    expect(check?.text).toContain('http://localhost:8000/ml/health');
  });

  it('has the service itself as its first process, so that SIGTERM reaches it', () => {
    expect(textsOf(final, 'CMD')).toEqual(['["node", "dist/src/main.js"]']);
  });
});
