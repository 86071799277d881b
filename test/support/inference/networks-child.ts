/**
 * One engine's raw networks in a process of their own, for tests: onnxruntime does not run in Jest's realm. Answers the
 * requests of `networks-process.ts`.
 */
import { reasonOf } from '../../../src/common/reason-of.js';
import type { FaceNetworks } from '../../../src/faces/embedding/engines/face-networks.js';
import { loadNetworks } from '../../../src/faces/embedding/engines/load-networks.js';
import type { NetworksAnswer, NetworksRequest } from './networks-process.js';

let networks: FaceNetworks | undefined;

function loaded(): FaceNetworks {
  if (!networks) throw new Error('load comes first');
  return networks;
}

async function answer(request: NetworksRequest): Promise<unknown> {
  switch (request.call) {
    case 'load': {
      await networks?.dispose();
      networks = undefined;
      const result = await loadNetworks(request.settings, request.recognition);
      networks = result.networks;
      const { engine, runtime } = networks;
      return { engine, runtime, fallbackReason: result.fallbackReason };
    }
    case 'detect':
      return loaded().detect(request.input, request.levels);
    case 'landmarks':
      return loaded().landmarks(request.rgb, request.count);
    case 'encode':
      return loaded().encode(request.rgb, request.count);
    case 'personProbability': {
      const session = await loaded().openPassive(request.file);
      const probability = await session.personProbability(request.rgb);
      await session.release();
      return probability;
    }
  }
}

process.on('message', (request: NetworksRequest) => {
  const send = (message: NetworksAnswer): void => void process.send?.(message);
  answer(request).then(
    (value) => send({ value }),
    (error: unknown) => send({ error: reasonOf(error) }),
  );
});
