import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { emptyScene, portrait, rephotograph, CONDITIONS } from '../../support/photos/photos.js';
import { runCli } from '../../support/processes/run-cli.js';

const reportSchema = z.looseObject({
  people: z.number(),
  total: z.number(),
  stored: z.number(),
  already: z.number(),
  surplus: z.number(),
  refused: z.array(z.object({ what: z.string(), code: z.string() })),
  failed: z.array(z.unknown()),
  notes: z.array(z.string()),
});
const exportSchema = z.object({
  encodings: z.array(z.object({ user_id: z.string(), model: z.string(), encoding: z.array(z.number()) })),
});

describe('import and export', () => {
  const folder = mkdtempSync(join(tmpdir(), 'twoinone-import-'));
  const photos = join(folder, 'photos');
  const reportFile = join(folder, 'report.json');
  const envOf = (name: string): Record<string, string> => ({
    DATA_PATH: join(folder, name),
    LOGS_PATH: join(folder, 'logs'),
    INFERENCE_WORKERS: '1',
    MAX_ENCODINGS_PER_USER: '2',
  });
  const runImport = async (source: string, database: string, ...options: string[]) => {
    const args = [source, '--report', reportFile, ...options];
    const outcome = await runCli(['import', ...args], { env: envOf(database) });
    expect({ code: outcome.code, stderr: outcome.stderr }).toMatchObject({ code: 0 });
    return { ...outcome, report: reportSchema.parse(JSON.parse(readFileSync(reportFile, 'utf8'))) };
  };
  const runExport = async (database: string, name: string) => {
    const file = join(folder, name);
    const outcome = await runCli(['export', file], { env: envOf(database) });
    expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: '' });
    return { file, ...exportSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) };
  };

  beforeAll(async () => {
    const put = (path: string, content: Buffer | string): void => {
      mkdirSync(join(photos, path, '..'), { recursive: true });
      writeFileSync(join(photos, path), content);
    };
    const ada = await portrait('ada');
    put('ada/1.jpg', ada);
    put('ada/2.jpg', await rephotograph(ada, CONDITIONS[0]));
    put('ada/3.jpg', await rephotograph(ada, CONDITIONS[1] ?? CONDITIONS[0]));
    put('flora/portrait.jpg', await portrait('flora'));
    put('flora/landscape.jpg', await emptyScene());
    put('flora/notes.txt', 'not a photograph');
    put('flora/.hidden', 'not even looked at');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('enrols a folder of photographs and says what was refused and why', async () => {
    const { report, stdout } = await runImport(photos, 'first');
    expect(report).toMatchObject({ people: 2, total: 6, stored: 3, already: 0, surplus: 1, failed: [] });
    expect(report.refused).toEqual(
      expect.arrayContaining([
        { what: 'flora/landscape.jpg', code: 'NO_FACE' },
        { what: 'flora/notes.txt', code: 'IMAGE_TYPE_UNSUPPORTED' },
      ]),
    );
    expect(stdout).toContain('1 × NO_FACE');
    const { encodings } = await runExport('first', 'after-first.json');
    expect(encodings.map(({ user_id }) => user_id).sort()).toEqual(['ada', 'ada', 'flora']);
  });

  it('refuses a file of gigabytes unread, and goes on', async () => {
    const source = join(folder, 'large');
    for (const person of ['ada', 'bob']) mkdirSync(join(source, person), { recursive: true });
    writeFileSync(join(source, 'ada', 'film.mov'), '');
    truncateSync(join(source, 'ada', 'film.mov'), 3 * 1024 ** 3);
    writeFileSync(join(source, 'bob', '1.jpg'), await portrait('ada'));
    const { report } = await runImport(source, 'large-database');
    expect(report).toMatchObject({ people: 2, stored: 1, failed: [] });
    expect(report.refused).toEqual([{ what: 'ada/film.mov', code: 'FILE_TOO_LARGE' }]);
  });

  it('starts nothing for a folder that cannot be imported', async () => {
    const source = join(folder, 'misnamed');
    mkdirSync(join(source, 'me'), { recursive: true });
    const env = envOf('never-made');
    const outcome = await runCli(['import', source], { env });
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('"me" is reserved') as string });
    expect(existsSync(String(env['DATA_PATH']))).toBe(false);
  });

  it('does nothing twice', async () => {
    const { report } = await runImport(photos, 'first');
    expect(report).toMatchObject({ stored: 0, already: 3 });
    expect(report.refused).toHaveLength(2);
    const { encodings } = await runExport('first', 'after-second.json');
    expect(encodings).toHaveLength(3);
  });

  it('goes on after a kill: a photo that was stored but not noted is not stored again', async () => {
    await runImport(photos, 'killed');
    // As a run leaves it that dies between the commit and its own note.
    const [name = ''] = readdirSync(join(folder, 'killed/imports'));
    const journal = join(folder, 'killed/imports', name);
    const kept = readFileSync(journal, 'utf8')
      .split('\n')
      .filter((line) => !/"stored"/.test(line));
    writeFileSync(journal, `${kept.join('\n')}{"photo":"flora/port`);
    const { report } = await runImport(photos, 'killed');
    expect(report).toMatchObject({ stored: 0, already: 3, surplus: 1 });
    expect((await runExport('killed', 'after-kill.json')).encodings).toHaveLength(3);
  });

  it('exports what another installation takes over unchanged', async () => {
    const original = await runExport('first', 'moved.json');
    expect(statSync(original.file).mode & 0o777).toBe(0o600);
    const { report } = await runImport(original.file, 'second');
    expect(report).toMatchObject({ people: 2, stored: 3, refused: [] });
    const copy = await runExport('second', 'copy.json');
    const content = ({ encodings }: typeof copy) => encodings.map((row) => JSON.stringify(row)).sort();
    expect(content(copy)).toEqual(content(original));
    const again = await runImport(original.file, 'second');
    expect(again.report).toMatchObject({ stored: 0, already: 3 });
  });

  it('never writes over an export', async () => {
    const outcome = await runCli(['export', join(folder, 'moved.json')], { env: envOf('first') });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toBe(`${join(folder, 'moved.json')} exists already, and is not written over\n`);
  });

  it("takes Python's encodings, and refuses what is none", async () => {
    const file = join(folder, 'python.json');
    const encoding = Array.from({ length: 128 }, (_, index) => Math.sin(index) / 8);
    writeFileSync(
      file,
      JSON.stringify({ guido: [encoding], short: [[1, 2]], zero: [encoding.map(() => 0)] }),
    );
    const { report } = await runImport(file, 'python');
    expect(report).toMatchObject({ people: 3, stored: 1 });
    expect(report.refused).toEqual([
      { what: 'short', code: 'FACE_UNUSABLE' },
      { what: 'zero', code: 'FACE_UNUSABLE' },
    ]);
    const { encodings } = await runExport('python', 'python-copy.json');
    expect(encodings).toEqual([{ user_id: 'guido', model: 'face_recognition', encoding }]);
  });

  it.each([
    ['nothing', [], "missing required argument 'source'"],
    ['a folder that is not there', ['/nowhere'], 'does not exist'],
    ['an option that is not there', ['--force', '.'], '--force'],
  ])('refuses in one sentence what it is not used for: %s', async (_, args, expected) => {
    const { code, stderr } = await runCli(['import', ...args], { env: envOf('unused') });
    expect(code).toBe(2);
    expect(stderr).toContain(expected);
    expect(stderr.trim()).not.toContain('\n');
  });
});
