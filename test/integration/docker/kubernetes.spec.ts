import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { SECRETS } from '../../../src/config/env.schema.js';
import { loadEnv } from '../../../src/config/load-env.js';
import { packageRoot } from '../../../src/config/package-root.js';
import { parseDockerfile } from '../../support/image/dockerfile.js';
import { fieldsNotRead } from '../../support/tokens/read-by-validator.js';

interface Validator {
  (value: object): boolean;
  errors?: unknown;
}

const folder = join(packageRoot, 'docker/kubernetes');
const schemas = join(packageRoot, 'node_modules/kubernetes-models/_schemas');
const packageRequire = createRequire(join(packageRoot, 'package.json'));
const manifestSchema = z.looseObject({ apiVersion: z.string(), kind: z.string() });

const manifests = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => [file, manifestSchema.parse(parse(readFileSync(join(folder, file), 'utf8')))]),
);
const resources = Object.entries(manifests).filter(([, { kind }]) => kind !== 'Kustomization');

/** Kubernetes' own OpenAPI definitions, compiled by the package kubernetes-models. */
function validatorOf({ apiVersion, kind }: { apiVersion: string; kind: string }): Validator {
  const [group = '', version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  const title = (text = ''): string => text.charAt(0).toUpperCase() + text.slice(1);
  const name = `IoK8sApi${title(group.split('.')[0])}${title(version)}${kind}`;
  return (packageRequire(join(schemas, `${name}.js`)) as { validate: Validator }).validate;
}

const podSchema = z.object({
  automountServiceAccountToken: z.literal(false),
  securityContext: z.object({ runAsNonRoot: z.literal(true), runAsUser: z.number(), fsGroup: z.number() }),
  containers: z.tuple([
    z.object({
      image: z.literal('twoinone-ml'),
      command: z.array(z.string()).optional(),
      envFrom: z.tuple([z.object({ configMapRef: z.object({ name: z.literal('twoinone-ml') }) })]),
      resources: z.object({ limits: z.object({ cpu: z.string(), memory: z.string() }) }),
      securityContext: z.object({
        allowPrivilegeEscalation: z.literal(false),
        readOnlyRootFilesystem: z.literal(true),
        capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
      }),
      volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
    }),
  ]),
  volumes: z.array(z.looseObject({ name: z.string() })),
});
const workload = z.object({
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: podSchema,
    }),
  }),
});
const selecting = (path: 'selector' | 'podSelector') =>
  z.object({ spec: z.object({ [path]: z.object({ matchLabels: z.record(z.string(), z.string()) }) }) });

describe('Kubernetes manifests', () => {
  it.each(resources)(
    '%s is valid for Kubernetes, without a field that Kubernetes does not know',
    (_, manifest) => {
      const validate = validatorOf(manifest);
      const valid = validate(manifest);
      expect(validate.errors ?? null).toBeNull();
      expect(valid).toBe(true);
      expect(fieldsNotRead(manifest, validate)).toEqual([]);
    },
  );

  it('sees a misspelt field and a wrong type', () => {
    const validate = validatorOf({ apiVersion: 'v1', kind: 'Service' });
    const service = (spec: object) => ({ apiVersion: 'v1', kind: 'Service', spec });
    expect(fieldsNotRead(service({ ports: [{ port: 1, targetport: 2 }] }), validate)).toEqual([
      '/spec/ports/0/targetport',
    ]);
    expect(validate(service({ ports: [{ port: 'http' }] }))).toBe(false);
  });

  it('are all named by the kustomization', () => {
    const { resources: named } = z
      .looseObject({ resources: z.array(z.string()) })
      .parse(manifests['kustomization.yaml']);
    expect(named.toSorted()).toEqual(resources.map(([file]) => file).sort());
  });

  it('configure the service so that it starts in production', () => {
    const { data } = z
      .looseObject({ data: z.record(z.string(), z.string()) })
      .parse(manifests['config-map.yaml']);
    const secretFiles = Object.entries(data).filter(([name]) => name.endsWith('_FILE'));
    for (const [name] of secretFiles) expect(SECRETS.map((each) => `${each}_FILE`)).toContain(name);
    const plain = Object.fromEntries(Object.entries(data).filter(([name]) => !name.endsWith('_FILE')));
    const secrets = {
      DATABASE_URL: 'postgresql://u:p@db/faces',
      JWT_SECRET_KEY: 'a secret that only the tests know, and long',
      SUPABASE_ANON_KEY: 'anon',
    };
    expect(loadEnv({ ...plain, ...secrets })).toMatchObject({
      ENVIRONMENT: 'production',
      MIGRATIONS_RUN: false,
    });
    const given = secretFiles.map(([name]) => name.replace(/_FILE$/, ''));
    expect(given).toEqual(expect.arrayContaining(Object.keys(secrets)));
  });

  describe.each(['deployment.yaml', 'migration-job.yaml'])('%s', (file) => {
    const { template } = workload.parse(manifests[file]).spec;
    const [container] = template.spec.containers;

    it('runs as the user of the image and mounts what it writes to', () => {
      const [user] = parseDockerfile(readFileSync(join(packageRoot, 'docker/Dockerfile'), 'utf8'))
        .flatMap(({ instructions }) => instructions)
        .filter(({ keyword }) => keyword === 'USER');
      const { runAsUser, fsGroup } = template.spec.securityContext;
      expect(`${runAsUser}:${fsGroup}`).toBe(user?.text);
      const mounted = container.volumeMounts.map(({ name }) => name).sort();
      expect(mounted).toEqual(template.spec.volumes.map(({ name }) => name).sort());
    });

    it('is reached by the network policy', () => {
      const { podSelector } = selecting('podSelector').parse(manifests['network-policy.yaml']).spec;
      expect(template.metadata.labels).toMatchObject(podSelector?.matchLabels ?? {});
    });
  });

  it('give the service its three probes and the resources of the contract', () => {
    const probe = z.object({ httpGet: z.object({ path: z.string() }) });
    const [container] = z
      .object({
        spec: z.object({
          template: z.object({
            spec: z.object({
              containers: z.tuple([
                z.looseObject({
                  startupProbe: probe,
                  livenessProbe: probe,
                  readinessProbe: probe,
                  resources: z.object({ limits: z.record(z.string(), z.string()) }),
                }),
              ]),
            }),
          }),
        }),
      })
      .parse(manifests['deployment.yaml']).spec.template.spec.containers;
    expect(container.startupProbe.httpGet.path).toBe('/health/startup');
    expect(container.livenessProbe.httpGet.path).toBe('/health/live');
    expect(container.readinessProbe.httpGet.path).toBe('/health/ready');
    expect(container.resources.limits).toEqual({ cpu: '2', memory: '2Gi' });
  });

  it('never send requests to the migration job', () => {
    const { selector } = z
      .object({ spec: z.object({ selector: z.record(z.string(), z.string()) }) })
      .parse(manifests['service.yaml']).spec;
    const labelsOf = (file: string) => workload.parse(manifests[file]).spec.template.metadata.labels;
    expect(labelsOf('deployment.yaml')).toMatchObject(selector);
    expect(labelsOf('migration-job.yaml')).not.toMatchObject(selector);
    const budget = selecting('selector').parse(manifests['pod-disruption-budget.yaml']).spec['selector'];
    expect(budget?.matchLabels).toEqual(selector);
  });
});
