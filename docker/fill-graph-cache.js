// Builds the ONNX graphs into the image: the root file system is read-only when the service runs. It also proves that
// the networks load on the image's platform, so that a broken image is never finished.
import { join } from 'node:path';
import { FacePipeline } from '../dist/src/faces/embedding/pipeline/face-pipeline.js';

const root = join(import.meta.dirname, '..');
for (const model of ['mobilefacenet', 'face-api']) {
  const pipeline = await FacePipeline.create({
    engine: 'onnx',
    model,
    modelsPath: join(root, 'models'),
    cachePath: join(root, '.cache'),
  });
  process.stdout.write(`${pipeline.runtime}: ${pipeline.model}\n`);
  await pipeline.dispose();
}
