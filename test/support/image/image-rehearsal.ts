import { spawn } from 'node:child_process';
import { chmod, chown, cp, mkdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { packageRoot } from '../../../src/config/package-root.js';
import { type Instruction, parseDockerfile, type Stage } from './dockerfile.js';

export interface RunAs {
  uid: number;
  gid: number;
}

const NOBODY: RunAs = { uid: 65_534, gid: 65_534 };
const ROOT: RunAs = { uid: 0, gid: 0 };
const { PATH: hostPath = '/usr/bin:/bin' } = process.env;

/**
 * Follows docker/Dockerfile without a container engine: each stage is a folder that stands for `/`, `COPY` obeys
 * `.dockerignore`, and the build's commands run as `nobody` with an empty npm cache. What needs the base image itself
 * (apt-get) is left out.
 * @param folder an empty folder; needs root, as Docker's own builder does
 * @returns the folder that stands for the image's WORKDIR, and its `ENV`
 */
export async function rehearseImage(
  folder: string,
): Promise<{ workdir: string; env: Record<string, string> }> {
  const stages = parseDockerfile(await readFile(join(packageRoot, 'docker/Dockerfile'), 'utf8'));
  const isIgnored = dockerIgnore(await readFile(join(packageRoot, '.dockerignore'), 'utf8'));
  await chmod(folder, 0o755);
  let last = { workdir: folder, env: {} as Record<string, string> };
  for (const [index, stage] of stages.entries()) {
    const isFinal = index === stages.length - 1;
    last = await followStage(stage, folder, isFinal ? ROOT : NOBODY, isIgnored);
  }
  return last;
}

async function followStage(
  stage: Stage,
  folder: string,
  user: RunAs,
  isIgnored: (path: string) => boolean,
): Promise<{ workdir: string; env: Record<string, string> }> {
  const rootOf = (name: string): string => join(folder, name);
  const root = rootOf(stage.name ?? 'image');
  const env: Record<string, string> = {};
  let workdir = root;
  const home = join(root, 'home');
  await mkdir(home, { recursive: true });
  await chown(home, user.uid, user.gid);
  for (const instruction of stage.instructions) {
    if (instruction.keyword === 'WORKDIR') {
      workdir = join(root, instruction.text);
      await mkdir(workdir, { recursive: true });
      await chown(workdir, user.uid, user.gid);
    } else if (instruction.keyword === 'ENV') {
      for (const [, name = '', value = ''] of instruction.text.matchAll(/(\w+)=(\S+)/g)) {
        env[name] = value.replace('$PATH', hostPath).replace('/app/', `${workdir}/`);
      }
    } else if (instruction.keyword === 'COPY') {
      await copy(instruction, workdir, rootOf, isIgnored);
      await run(`chown -R ${user.uid}:${user.gid} .`, workdir, ROOT, {});
    } else if (instruction.keyword === 'RUN' && !instruction.text.startsWith('apt-get')) {
      await run(instruction.text, workdir, user, { ...env, HOME: home });
    }
  }
  return { workdir, env };
}

async function copy(
  { flags, text }: Instruction,
  workdir: string,
  rootOf: (stage: string) => string,
  isIgnored: (path: string) => boolean,
): Promise<void> {
  const words = text.split(' ');
  const target = words.at(-1) ?? '.';
  const from = flags['from'];
  for (const source of words.slice(0, -1)) {
    const path = from === undefined ? join(packageRoot, source) : join(rootOf(from), source);
    const into = target.endsWith('/')
      ? join(workdir, target, source.split('/').at(-1) ?? '')
      : join(workdir, target);
    await mkdir(dirname(into), { recursive: true });
    await cp(path, into, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (each) => from !== undefined || !isIgnored(relative(packageRoot, each)),
    });
  }
}

const GLOB: Record<string, string> = { '**/': '(?:.*/)?', '*': '[^/]*', '.': '\\.' };

/** The rules of `.dockerignore` that the project's own file uses: names, `*`, `**` and exceptions; the last one wins. */
function dockerIgnore(text: string): (path: string) => boolean {
  const rules = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const pattern = line.replace(/^!/, '').replaceAll(/\*\*\/|\*|\./g, (part) => GLOB[part] ?? part);
      return { excludes: !line.startsWith('!'), pattern: new RegExp(`^${pattern}(/|$)`) };
    });
  return (path) => rules.findLast(({ pattern }) => pattern.test(path))?.excludes ?? false;
}

/** @throws Error with the end of the command's output when it fails */
function run(command: string, cwd: string, user: RunAs, env: Record<string, string>): Promise<void> {
  const child = spawn('sh', ['-c', command], { cwd, ...user, env: { PATH: hostPath, ...env } });
  let output = '';
  const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-4000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${code}:\n${output}`));
    });
  });
}
