import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.js';

/** A client of the service, made and installed in a folder of its own. */
export interface ClientTrial {
  name: string;
  /** Programs of this machine without which it cannot be made. */
  needs: readonly (keyof typeof PROVIDERS)[];
  /** @param folder empty @throws Error with what the tool said @returns a command that takes URL, token and photo */
  prepare(folder: string, document: string): string[];
}

/** Who brings a program that a trial needs, and the argument that makes it tell its version. */
const PROVIDERS = {
  java: { package: 'default-jre-headless', ask: '-version' },
  go: { package: 'golang-go', ask: 'version' },
  python3: { package: 'python3-venv', ask: '--version' },
} as const;

const PROGRAMS = join(packageRoot, 'test', 'clients', 'programs');
const GENERATOR = '@openapitools/openapi-generator-cli@2.35.0';
/** What that package fetches from Maven Central and runs. */
const GENERATOR_VERSION = '7.14.0';

export const CLIENT_TRIALS: readonly ClientTrial[] = [
  {
    name: 'Python, generated',
    needs: ['java', 'python3'],
    prepare(folder, document) {
      const source = generate(folder, document, 'python', 'packageName=faces');
      run(folder, 'python3', '-m', 'venv', 'venv');
      const python = join(folder, 'venv', 'bin', 'python');
      run(folder, python, '-m', 'pip', 'install', '--quiet', source);
      return [python, program(folder, 'enrol.py')];
    },
  },
  {
    name: 'Go, generated',
    needs: ['java', 'go'],
    prepare(folder, document) {
      const source = generate(folder, document, 'go', 'packageName=faces');
      run(source, 'go', 'mod', 'edit', '-module', 'example.org/faces');
      mkdirSync(join(source, 'enrol'));
      program(join(source, 'enrol'), 'enrol.go');
      const binary = join(folder, 'enrol');
      run(source, 'go', 'build', '-o', binary, './enrol');
      return [binary];
    },
  },
  {
    name: 'TypeScript, generated',
    needs: ['java'],
    prepare(folder, document) {
      generate(folder, document, 'typescript-fetch', 'importFileExtension=.js', 'faces');
      program(folder, 'enrol.mts');
      const compilerOptions = {
        ...{ target: 'es2022', module: 'nodenext', strict: true, outDir: 'dist' },
        ...{ types: ['node'], typeRoots: [join(packageRoot, 'node_modules', '@types')] },
      };
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['enrol.mts'] }));
      run(folder, process.execPath, join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.');
      return [process.execPath, join(folder, 'dist', 'enrol.mjs')];
    },
  },
  ...['20', '22', '24'].map((node) => ({
    name: `packages/client on Node ${node}`,
    needs: [],
    prepare(folder: string) {
      installPackage(folder);
      const enrol = program(folder, 'enrol-by-package.mjs');
      return [...plainNode(folder, node), enrol];
    },
  })),
];

/** @returns what this machine lacks for a trial and how to get it, or null when it lacks nothing */
export function whatIsMissing({ needs }: ClientTrial): string | null {
  const missing = needs.filter((name) => spawnSync(name, [PROVIDERS[name].ask]).status !== 0);
  if (missing.length === 0) return null;
  const packages = missing.map((name) => PROVIDERS[name].package);
  return `no ${missing.join(', no ')} here: apt-get install ${packages.join(' ')}`;
}

/** @returns the command of a Node of this major version, which npm fetches unless it is this one */
function plainNode(folder: string, major: string): string[] {
  if (process.version.startsWith(`v${major}.`)) return [process.execPath];
  // The package `node` puts its binary in place by a script.
  const fetched = ['--yes', '--ignore-scripts=false', `node@${major}`];
  const version = run(folder, 'npx', ...fetched, '--version').trim();
  if (!version.startsWith(`v${major}.`)) throw new Error(`npx node@${major} is Node ${version}`);
  return ['npx', ...fetched];
}

/** Packs `packages/client` and installs it as anybody would. */
export function installPackage(folder: string): void {
  const client = join(packageRoot, 'packages', 'client');
  // Below an npm script of the project, `prepack` is one of the scripts that its .npmrc switches off.
  run(client, 'npm', 'run', '--silent', 'build');
  const [packed] = JSON.parse(
    run(client, 'npm', 'pack', '--json', '--silent', '--pack-destination', folder),
  ) as { filename: string }[];
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  run(folder, 'npm', 'install', '--silent', '--no-audit', '--no-fund', join(folder, packed?.filename ?? ''));
}

/** @returns the folder of the generated sources */
function generate(folder: string, document: string, language: string, properties: string, name = 'client') {
  writeFileSync(
    join(folder, 'openapitools.json'),
    JSON.stringify({ 'generator-cli': { version: GENERATOR_VERSION } }),
  );
  const output = join(folder, name);
  run(
    folder,
    ...['npx', '--yes', GENERATOR, 'generate', '-i', document, '-g', language, '-o', output],
    ...['--additional-properties', properties],
  );
  return output;
}

function program(folder: string, name: string): string {
  copyFileSync(join(PROGRAMS, name), join(folder, name));
  return join(folder, name);
}

/** @returns what the command printed @throws Error with the end of what it said when it fails */
export function run(cwd: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')}: exit code ${status}\n${`${stdout}${stderr}`.slice(-2_000)}`);
}
