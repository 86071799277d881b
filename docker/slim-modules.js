// Removes from node_modules what the image never runs: other platforms' onnxruntime (about 180 of 211 MB) and tfjs-node,
// whose binary no install here provides (the service falls back to tfjs-wasm without it).
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const modules = join(import.meta.dirname, '..', 'node_modules');
const folders = (path) =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

const onnxruntime = join(modules, 'onnxruntime-node', 'bin');
let kept = 0;
for (const abi of folders(onnxruntime)) {
  for (const platform of folders(join(onnxruntime, abi))) {
    for (const arch of folders(join(onnxruntime, abi, platform))) {
      if (platform === process.platform && arch === process.arch) kept++;
      else rmSync(join(onnxruntime, abi, platform, arch), { recursive: true });
    }
  }
}
if (kept === 0) throw new Error(`onnxruntime-node has no binary for ${process.platform}-${process.arch}`);

rmSync(join(modules, '@tensorflow/tfjs-node'), { recursive: true, force: true });
