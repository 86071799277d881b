import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ERRORS } from '../../../src/common/error-codes.js';
import { envSchema, SECRETS } from '../../../src/config/env.schema.js';
import { packageRoot } from '../../../src/config/package-root.js';
import { FAILURES } from '../../../src/faces/liveness/session-progress.js';
import { NO_MATCH_CODES } from '../../../src/faces/recognition/no-match.js';

const GUIDE = 'docs/guide-deploiement.fr.md';
const read = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(packageRoot, 'docs')).map((name) => `docs/${name}`),
].filter((path) => path.endsWith('.md'));
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read('package.json')));

/** Settings of the tests themselves: whatever a spec or its support reads from the environment. */
const testSwitches = readdirSync(join(packageRoot, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => [...read(join('test', name)).matchAll(/process\.env\['([A-Z_]+)'\]/g)])
  .map(([, name]) => name);
const known = new Set([
  ...Object.keys(envSchema.shape),
  ...SECRETS.map((name) => `${name}_FILE`),
  ...['COMPOSE_PROFILES', 'POSTGRES_PASSWORD'],
  ...testSwitches,
  ...Object.keys(ERRORS),
  ...NO_MATCH_CODES,
  ...FAILURES,
]);

/** @returns the first group of every match */
const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name);

describe.each(DOCUMENTS)('%s', (path) => {
  const text = read(path);

  it('names npm scripts that exist', () => {
    const named = all(text, /npm run (?:--silent )?([a-z][a-z:]*)/g);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names variables and error codes that exist', () => {
    const named = all(text, /`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('links to files, and to headings in them, that exist', () => {
    const broken = [...text.matchAll(/\]\(([^)#:\s]*)(?:#([^)\s]+))?\)/g)].filter(([, target, heading]) => {
      const file = target === '' ? path : join(dirname(path), target ?? '');
      if (!existsSync(join(packageRoot, file))) return true;
      return heading !== undefined && !headingsOf(read(file)).includes(heading);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

describe(GUIDE, () => {
  const text = read(GUIDE);

  it.each([
    ...['DATABASE_URL', 'SUPABASE_URL', 'SUPABASE_ANON_KEY', 'JWT_SECRET_KEY', 'ALLOWED_ORIGINS'],
    ...['FACE_RECOGNITION_THRESHOLD', 'MAX_ENCODINGS_PER_USER', 'LOG_LEVEL', 'ENVIRONMENT'],
  ])('explains the variable %s of the Python service’s guide', (name) => {
    expect(text).toContain(`\`${name}\``);
  });

  it.each(['Missing env vars', 'Database connection failed', 'Token invalide'])(
    'says what to do about “%s”',
    (phrase) => {
      expect(text).toContain(phrase);
    },
  );
});

/** Fragments as GitHub makes them of headings. */
function headingsOf(markdown: string): string[] {
  return all(markdown, /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}
