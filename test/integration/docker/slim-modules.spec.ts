import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../../src/config/package-root.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder('modules-');
const BINDING = '@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node';
const OF_THIS_PLATFORM = `onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}/libonnxruntime.so.1`;

/** What is left of a `node_modules` with these files. */
function slimmed(files: string[]): string[] {
  const project = mkdtempSync(join(folder, 'tree-'));
  const modules = join(project, 'node_modules');
  mkdirSync(join(project, 'models'));
  for (const file of files) {
    mkdirSync(dirname(join(modules, file)), { recursive: true });
    writeFileSync(join(modules, file), '');
  }
  mkdirSync(join(modules, '@swc'), { recursive: true });
  execFileSync(process.execPath, [join(packageRoot, 'docker', 'slim-modules.js'), project], {
    stdio: 'pipe',
  });
  return files.filter((file) => existsSync(join(modules, file)));
}

describe('docker/slim-modules.js', () => {
  it('keeps tfjs-node where its binary is installed', () => {
    const kept = [OF_THIS_PLATFORM, BINDING, '@tensorflow/tfjs-node/dist/index.js'];
    expect(slimmed(kept)).toEqual(kept);
  });

  it('removes tfjs-node without its binary, which could not be loaded', () => {
    const rest = [OF_THIS_PLATFORM, '@tensorflow/tfjs/dist/tf.node.js'];
    expect(slimmed([...rest, '@tensorflow/tfjs-node/dist/index.js'])).toEqual(rest);
  });

  it('removes what no Linux server loads: other platforms, browser bundles, types and maps', () => {
    const rest = [OF_THIS_PLATFORM, '@tensorflow/tfjs/dist/tf.node.js', 'pg/lib/index.js'];
    const unused = [
      'onnxruntime-node/bin/napi-v6/plan9/mips/libonnxruntime.so.1',
      '@tensorflow/tfjs/dist/tf.min.js',
      'typescript/lib/typescript.js',
      '@swc/core-linux-x64-gnu/swc.node',
      'pg/lib/index.d.ts',
      'pg/lib/index.js.map',
    ];
    expect(slimmed([...rest, ...unused])).toEqual(rest);
  });

  it('fails where onnxruntime has no binary for this machine', () => {
    expect(() =>
      slimmed(['@tensorflow/tfjs/dist/tf.node.js', 'onnxruntime-node/bin/napi-v6/a/b/c.so']),
    ).toThrow('has no binary for');
  });
});
