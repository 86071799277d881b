import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { packageRoot } from '../src/config/package-root.js';

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
}

interface LockEntry {
  version?: string;
  resolved?: string;
  integrity?: string;
}

interface Bom {
  bomFormat: string;
  components: { name: string; group?: string; version: string }[];
}

/** The first versions without the named hole. A package that is not installed at all is fine as well. */
const MINIMUM_VERSIONS: [name: string, version: string, hole: string][] = [
  [
    'multer',
    '2.2.0',
    'CVE-2026-5079: deeply nested field names; 2.1.1 and before: CVE-2026-3520, -3304, -2359',
  ],
  ['sharp', '0.35.3', 'GHSA-f88m-g3jw-g9cj: CVE-2026-33327, -33328, -35590, -35591, -69242 of libvips'],
  [
    'jsonwebtoken',
    '9.0.0',
    'CVE-2022-23539, -23540, -23541: weak keys, no algorithm, wrong key type accepted',
  ],
  ['jws', '4.0.1', 'CVE-2025-65945: HMAC signatures verified improperly'],
  ['qs', '6.16.0', 'CVE-2026-82562: arrayLimit bypass; 6.14.1 and before: CVE-2026-2391, CVE-2025-15284'],
  ['path-to-regexp', '8.4.0', 'CVE-2026-4926: denial of service by optional groups'],
  ['tar', '7.5.20', 'GHSA-23hp-3jrh-7fpw: unlimited input; path traversal in every version before 7.5.11'],
];
/** npm may leave `resolved` out for packages of the registry; a git or tarball address is always written down. */
const REGISTRY = 'https://registry.npmjs.org/';
/** Used by the service itself: their absence would mean that the lock is not read as it should be. */
const INSTALLED = ['multer', 'sharp', 'jsonwebtoken', 'jws', 'qs', 'path-to-regexp'];

const readJson = (file: string): unknown => JSON.parse(readFileSync(join(packageRoot, file), 'utf8'));
const manifest = readJson('package.json') as Manifest;
const { packages } = readJson('package-lock.json') as { packages: Record<string, LockEntry> };
const locked = Object.entries(packages)
  .filter(([path]) => path !== '')
  .map(([path, entry]) => ({ path, name: path.slice(path.lastIndexOf('node_modules/') + 13), ...entry }));
const versionsOf = (name: string) =>
  locked.filter((entry) => entry.name === name).map(({ version }) => version);

/** Whether `version` is at least `minimum`, both of the form 1.2.3; a pre-release counts as older. */
function isAtLeast(version: string, minimum: string): boolean {
  const [parts, least] = [version, minimum].map((text) => text.split('.').map(Number));
  if (parts === undefined || least === undefined || parts.length !== 3) return false;
  const difference = parts.map((part, i) => part - (least[i] ?? 0)).find((delta) => delta !== 0);
  return difference === undefined || difference > 0;
}

describe('packages with known holes', () => {
  it.each(MINIMUM_VERSIONS)('%s is at least %s (%s)', (name, minimum) => {
    const tooOld = versionsOf(name).filter((version) => !isAtLeast(version ?? '', minimum));
    expect(tooOld).toEqual([]);
  });

  it.each(INSTALLED)('%s is found in the lock', (name) => {
    expect(versionsOf(name)).not.toEqual([]);
  });

  it.each([
    ['2.1.9', false],
    ['2.2.0', true],
    ['2.10.0', true],
    ['10.0.0', true],
    ['1.99.99', false],
    ['2.2.0-rc.1', false],
  ])('%s against 2.2.0: %s', (version, expected) => {
    expect(isAtLeast(version, '2.2.0')).toBe(expected);
  });
});

describe('the lock', () => {
  it('names one exact version of every direct dependency', () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const ranges = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
      ([name, range]) => range !== packages[`node_modules/${name}`]?.version,
    );
    expect(ranges).toEqual([]);
  });

  it('holds the checksum of every package, and none from outside the registry', () => {
    const unverifiable = locked.filter(
      ({ resolved, integrity }) =>
        !integrity?.startsWith('sha512-') || !(resolved ?? REGISTRY).startsWith(REGISTRY),
    );
    expect(unverifiable.map(({ path }) => path)).toEqual([]);
  });

  it('no package may run code while it is installed', () => {
    expect(readFileSync(join(packageRoot, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
  });

  it.each(['jsonwebtoken', 'jws', 'jose', 'passport-jwt'])(
    'has one copy of %s: an older one cannot verify tokens unseen',
    (name) => {
      expect(versionsOf(name)).toHaveLength(1);
    },
  );
});

/** Images and actions that a file of YAML names, whether alone or in a list (a workflow's matrix). */
function namedIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => {
    const named = /^(?:image|container|uses)$/.test(key) ? [value].flat() : [];
    return [...named.filter((name) => typeof name === 'string'), ...namedIn(value)];
  });
}

describe('images and actions that others publish', () => {
  const files = execFileSync('git', ['ls-files', '*.yml', '*.yaml', '*Dockerfile*'], {
    cwd: packageRoot,
    encoding: 'utf8',
  });
  const references = files
    .trim()
    .split('\n')
    .flatMap((file) => {
      const text = readFileSync(join(packageRoot, file), 'utf8');
      return file.endsWith('Dockerfile')
        ? [...text.matchAll(/^(?:ARG \w*IMAGE=|FROM )(\S+)/gm)].map(([, name = '']) => name)
        : parseAllDocuments(text).flatMap((document) => namedIn(document.toJS()));
    })
    // Our own, whose digest the operator sets, and names that are given elsewhere.
    .filter((name) => name !== 'twoinone-ml' && !name.startsWith('${'));

  it.each([
    'node:22-bookworm-slim@',
    'node:24-bookworm@',
    'busybox:',
    'pgvector/pgvector:',
    'actions/checkout@',
  ])('%s is found', (name) => {
    expect(references.filter((reference) => reference.startsWith(name))).not.toEqual([]);
  });

  it('are named by their hashes', () => {
    expect(references.filter((name) => !/@(?:sha256:[\da-f]{64}|[\da-f]{40})$/.test(name))).toEqual([]);
  });
});

it('npm run sbom lists what production installs, and nothing of the tests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
  const file = join(folder, 'sbom.json');
  try {
    execFileSync('npm', ['run', '--silent', 'sbom', '--', '--output-file', file], {
      cwd: packageRoot,
      stdio: 'pipe',
    });
    const bom = JSON.parse(readFileSync(file, 'utf8')) as Bom;
    expect(bom.bomFormat).toBe('CycloneDX');
    const names = bom.components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`));
    expect(names).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
    expect(names).not.toEqual(expect.arrayContaining(['jest']));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
