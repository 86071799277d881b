import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const PROJECT = [
  ...['build.js', '.swcrc', 'tsconfig.build.json', 'tsconfig.json', 'package.json', 'package-lock.json'],
  ...['web', 'packages', 'src/common', 'src/faces/decision'],
];

describe('The build', () => {
  const folder = temporaryFolder('build');
  const at = (path: string): string => join(folder, path);
  const timesOf = (...paths: string[]): number[] => paths.map((path) => statSync(at(path)).mtimeMs);
  const build = (): string =>
    execFileSync(process.execPath, ['build.js'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

  beforeAll(() => {
    for (const name of PROJECT) cpSync(join(packageRoot, name), at(name), { recursive: true });
    symlinkSync(join(packageRoot, 'node_modules'), at('node_modules'));
    mkdirSync(at('src'), { recursive: true });
    writeFileSync(
      at('src/one.ts'),
      "import type { Two } from './two.js';\nexport const one: Two = 1;\nthrow new Error('here');\n",
    );
    writeFileSync(at('src/two.ts'), 'export type Two = number;\nexport const two = 2;\n');
    writeFileSync(at('src/two.spec.ts'), 'throw new Error();\n');
    build();
  });

  it('makes modules of what is no test, with maps to the sources', () => {
    expect(existsSync(at('dist/src/two.spec.js'))).toBe(false);
    expect(existsSync(at('dist/console/main.js'))).toBe(true);
    expect(() =>
      execFileSync(process.execPath, ['--enable-source-maps', 'dist/src/one.js'], {
        cwd: folder,
        stdio: 'pipe',
      }),
    ).toThrow(`${at('src/one.ts')}:3`);
  });

  it('touches nothing when no source has changed, whatever their times say', () => {
    const all = ['dist/src/one.js', 'dist/src/two.js', 'dist/console/main.js'];
    const before = timesOf(...all);
    cpSync(at('src/one.ts'), at('src/copy'), { preserveTimestamps: false });
    cpSync(at('src/copy'), at('src/one.ts'));
    rmSync(at('src/copy'));
    build();
    expect(timesOf(...all)).toEqual(before);
  });

  it('compiles again what has changed, and only that', () => {
    const [one, two] = timesOf('dist/src/one.js', 'dist/src/two.js');
    writeFileSync(at('src/two.ts'), 'export type Two = number;\nexport const two = 22;\n');
    build();
    expect(timesOf('dist/src/one.js')).toEqual([one]);
    expect(timesOf('dist/src/two.js')).not.toEqual([two]);
  });

  it('makes good what another compiler has written, and removes what has no source any more', () => {
    writeFileSync(at('dist/src/two.js'), 'broken');
    writeFileSync(at('src/three.ts'), 'export {};\n');
    build();
    expect(statSync(at('dist/src/two.js')).size).toBeGreaterThan('broken'.length);
    rmSync(at('src/three.ts'));
    build();
    expect(existsSync(at('dist/src/three.js'))).toBe(false);
    expect(existsSync(at('dist/src/three.js.map'))).toBe(false);
  });

  it('fails with the place of a mistake in the syntax', () => {
    writeFileSync(at('src/three.ts'), 'export const = 3;\n');
    expect(build).toThrow('three.ts');
    rmSync(at('src/three.ts'));
  });
});
