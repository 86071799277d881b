import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  decodeWeights,
  findWeights,
  type NetworkName,
  type NetworkWeights,
  readWeightFiles,
} from '../weights.js';
import { loadRecognitionModel } from '../../models/load-model.js';
import { decodeGraphModel } from '../graph-model.js';
import { readNetwork } from '../read-network.js';
import { coarseDetectorGraph, fineDetectorGraph } from './detector-graph.js';
import { BUILDER_VERSION } from './graph-cache.js';
import { graphModelGraph } from './graph-model/graph-model-graph.js';
import { landmarkGraph } from './landmark-graph.js';
import { recognitionGraph } from './recognition-graph.js';

async function digestOf(
  network: NetworkName,
  build: (weights: NetworkWeights) => Uint8Array,
): Promise<string> {
  const weights = decodeWeights(await readWeightFiles(network, findWeights(network, '/nowhere')));
  return digest(build(weights));
}

async function digestOfModel(name: string): Promise<string> {
  const recognition = await loadRecognitionModel(name, '/nowhere');
  return digest(graphModelGraph(decodeGraphModel(await readNetwork(recognition.network)), recognition));
}

function digest(graph: Uint8Array): string {
  return createHash('sha256').update(graph).digest('hex').slice(0, 16);
}

describe('BUILDER_VERSION', () => {
  it('belongs to these graphs: raise it, and renew the digests, when one changes, or old caches stay in use', async () => {
    const recognition = {
      name: 'x',
      network: { format: 'face-api', path: '', sha256: '' },
      channels: 'rgb',
    } as const;
    expect({
      version: BUILDER_VERSION,
      fine: await digestOf('detector', fineDetectorGraph),
      coarse: await digestOf('detector', coarseDetectorGraph),
      landmarks: await digestOf('landmarks', landmarkGraph),
      recognition: await digestOf('recognition', (weights) =>
        recognitionGraph(weights, {
          ...recognition,
          inputSize: 150,
          mean: [122.782, 117.001, 104.298],
          std: [255, 255, 255],
          dimension: 128,
        }),
      ),
      mobilefacenet: await digestOfModel('mobilefacenet'),
    }).toEqual({
      version: 6,
      fine: 'aa9e3e2ad2bce685',
      coarse: '71fc2e4b0a19fcde',
      landmarks: 'd355c4f86276109f',
      recognition: '8439ffeb98b89055',
      mobilefacenet: '75152eef330f68e2',
    });
  });
});
