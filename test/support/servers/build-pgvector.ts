import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reasonOf } from '../../../src/common/reason-of.js';
import { DebianDownloads } from './debian-downloads.js';
import { aptInstall, findPostgresBinaries, isRoot } from './postgres-binaries.js';

/** The Debian release whose source package of pgvector is built; bookworm's is too old for iterative scans. */
const PGVECTOR_SUITE = 'trixie';

/** pgvector's own Makefile: lets the compiler vectorise the distance loops. */
const OPTIMISATION = [
  '-O2',
  '-march=native',
  '-ftree-vectorize',
  '-fassociative-math',
  '-fno-signed-zeros',
  '-fno-trapping-math',
];

/** Where a PostgreSQL installation keeps its parts (`pg_config`). */
interface Installation {
  bin: string;
  lib: string;
  share: string;
  include: string;
  version: string;
}

/**
 * PostgreSQL with pgvector, without touching the installed one: a copy of its programs beside links to everything else and the
 * extension built from Debian's sources. PostgreSQL finds its files relative to its program, so a tree with the same shape is
 * enough. Kept in the temporary folder: the first call takes about 20 s, later ones nothing.
 * @returns the folder of the programs, or why pgvector cannot be had here
 */
export function ensurePgvector(): { folder: string } | { missing: string } {
  const binaries = findPostgresBinaries();
  if ('missing' in binaries) return binaries;
  try {
    const installation = inspect(binaries.folder);
    const target = cacheFolder(installation.version);
    if (!existsSync(target)) build(installation, target);
    return { folder: join(target, installation.bin) };
  } catch (error) {
    return { missing: `pgvector cannot be built: ${reasonOf(error)}` };
  }
}

/**
 * Not in the project: the account that runs the server may not be let into its folder. A folder of somebody else is not
 * trusted, since programs are run from it.
 */
function cacheFolder(version: string): string {
  const folder = join(tmpdir(), `twoinone-pgvector-${version}-${process.getuid?.() ?? 0}`);
  const owner = statSync(folder, { throwIfNoEntry: false })?.uid;
  if (owner !== undefined && owner !== process.getuid?.())
    throw new Error(`${folder} belongs to another user`);
  return folder;
}

function inspect(folder: string): Installation {
  const ask = (option: string): string =>
    execFileSync(join(folder, 'pg_config'), [option], { encoding: 'utf8' }).trim();
  return {
    bin: ask('--bindir'),
    lib: ask('--pkglibdir'),
    share: ask('--sharedir'),
    include: ask('--includedir-server'),
    version: ask('--version').replace(/^\D*([\d.]+).*$/s, '$1'),
  };
}

function build(installation: Installation, target: string): void {
  const work = mkdtempSync(join(tmpdir(), 'twoinone-pgvector-'));
  const draft = `${target}.${process.pid}.new`;
  try {
    const downloads = new DebianDownloads(work, PGVECTOR_SUITE);
    const source = downloads.unpackSource('pgvector');
    const library = compile(source, headers(installation, downloads));
    mirror(installation, draft);
    cpSync(library, join(draft, installation.lib, 'vector.so'));
    const extensions = join(draft, installation.share, 'extension');
    const version = /default_version = '([^']+)'/.exec(
      readFileSync(join(source, 'vector.control'), 'utf8'),
    )?.[1];
    cpSync(join(source, 'vector.control'), join(extensions, 'vector.control'));
    cpSync(join(source, 'sql', 'vector.sql'), join(extensions, `vector--${version ?? ''}.sql`));
    try {
      renameSync(draft, target);
    } catch (error) {
      // Another process was first.
      if (!existsSync(target)) throw error;
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(work, { recursive: true, force: true });
  }
}

/** Debian's headers without installing them: the package depends on clang and llvm, which this build does not need. */
function headers({ include, version }: Installation, downloads: DebianDownloads): string {
  if (existsSync(join(include, 'postgres.h'))) return include;
  const major = version.split('.')[0] ?? '';
  return join(downloads.unpackBinary(`postgresql-server-dev-${major}`), include);
}

function compile(source: string, include: string): string {
  if (!existsSync('/usr/bin/gcc') && isRoot()) aptInstall(['gcc', 'libc6-dev']);
  const library = join(source, 'vector.so');
  const files = readdirSync(join(source, 'src')).filter((name) => name.endsWith('.c'));
  const args = [...OPTIMISATION, '-fPIC', '-shared', '-w', '-I', include, '-o', library, ...files, '-lm'];
  execFileSync('gcc', args, { cwd: join(source, 'src'), stdio: 'pipe' });
  return library;
}

/** A tree of the same shape below `root`. Programs are copied, since PostgreSQL follows links to find out where it is. */
function mirror({ bin, lib, share }: Installation, root: string): void {
  mkdirSync(join(root, bin), { recursive: true });
  for (const program of ['postgres', 'initdb'])
    cpSync(join(bin, program), join(root, bin, program), { dereference: true });
  for (const folder of [lib, share, join(share, 'extension')]) {
    mkdirSync(join(root, folder), { recursive: true });
    for (const name of readdirSync(folder)) {
      const link = join(root, folder, name);
      if (join(folder, name) !== join(share, 'extension')) symlinkSync(join(folder, name), link);
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = ensurePgvector();
  console.log('folder' in result ? `PostgreSQL with pgvector: ${result.folder}` : result.missing);
  if ('missing' in result) process.exitCode = 1;
}
