// Compiles what tsconfig.build.json includes into dist with swc (.swcrc), and bundles the web console. Only what has changed
// since the last build is touched, so that every npm script can build first. Types are checked apart: npm run typecheck.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';

process.chdir(import.meta.dirname);
/** What was built from what: the hash of each source, and its output's time, which any other writer would change. */
const RECORD = 'dist/.build.json';
const CONSOLE = 'dist/console/index.html';

const hash = (data) => createHash('sha256').update(data).digest('hex');
const timeOf = async (path) => (await stat(path).catch(() => undefined))?.mtimeMs;
const outputOf = (source) => join('dist', source.replace(/\.ts$/, '.js'));

/** Another compiler or other settings: everything is built again. */
const setting = hash(
  (await Promise.all(['build.js', '.swcrc', 'package-lock.json'].map((file) => readFile(file)))).join(),
);
const before = await readFile(RECORD, 'utf8').then(JSON.parse, () => undefined);
if (before === undefined) await rm('dist', { recursive: true, force: true });
const isSameSetting = before?.setting === setting;

const { include } = JSON.parse(await readFile('tsconfig.build.json', 'utf8'));
const isSource = (path) => path.endsWith('.ts') && !/\.(spec|d)\.ts$/.test(path);
const sources = (await Promise.all(include.map(filesIn))).flat().filter(isSource);
const files = Object.fromEntries(await Promise.all(sources.map(async (path) => [path, await build(path)])));
const gone = Object.keys(before?.files ?? {}).filter((path) => !(path in files));
for (const output of gone.map(outputOf)) {
  for (const file of [output, `${output}.map`]) await rm(file, { force: true });
}

/** The console, and what it is built on. */
const webSources = (await Promise.all(['web', 'packages/client/src', 'src/common'].map(filesIn))).flat();
const web = hash((await Promise.all(webSources.map((path) => readFile(path)))).join());
if (!isSameSetting || before.web !== web || !existsSync(CONSOLE)) await import('./web/build.js');

await replace(RECORD, JSON.stringify({ setting, files, web }));

async function filesIn(folder) {
  // An image is built without tests and benchmarks.
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function build(path) {
  const output = outputOf(path);
  const source = hash(await readFile(path));
  const last = before?.files[path];
  if (isSameSetting && last?.source === source && last.time === (await timeOf(output))) return last;
  const { transformFile } = await import('@swc/core');
  const { code, map } = await transformFile(path, { sourceFileName: relative(dirname(output), path) });
  await mkdir(dirname(output), { recursive: true });
  await replace(`${output}.map`, map);
  await replace(output, `${code}//# sourceMappingURL=${basename(output)}.map\n`);
  return { source, time: await timeOf(output) };
}

/** At once: a process that runs from dist meanwhile never reads half a file. */
async function replace(path, data) {
  await writeFile(`${path}.${process.pid}`, data);
  await rename(`${path}.${process.pid}`, path);
}
