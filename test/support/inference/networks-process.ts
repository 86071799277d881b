import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../../src/config/package-root.js';
import type {
  DetectorInput,
  DetectorLevels,
  FaceNetworks,
  RawDetections,
} from '../../../src/faces/embedding/engines/face-networks.js';
import type { RecognitionNetwork } from '../../../src/faces/embedding/engines/recognition-network.js';
import type { PassiveFile } from '../../../src/faces/embedding/models/passive-files.js';
import type { InferenceSettings } from '../../../src/faces/embedding/inference-settings.js';

export type NetworksRequest =
  | { call: 'load'; settings: InferenceSettings; recognition: RecognitionNetwork }
  | { call: 'detect'; input: DetectorInput; levels: DetectorLevels }
  | { call: 'landmarks' | 'encode'; rgb: Float32Array; count: number }
  | { call: 'personProbability'; file: PassiveFile; rgb: Float32Array };

export type NetworksAnswer = { value: unknown } | { error: string };

export interface LoadReport {
  engine: FaceNetworks['engine'];
  runtime: string;
  fallbackReason: string | null;
}

const CHILD = join(packageRoot, 'dist', 'test', 'support', 'inference', 'networks-child.js');

/** Raw networks that run in a child process; one request at a time. */
export class NetworksProcess {
  private constructor(private readonly child: ChildProcess) {}

  static start(execArgv: string[] = []): NetworksProcess {
    return new NetworksProcess(fork(CHILD, [], { serialization: 'advanced', execArgv }));
  }

  load(settings: InferenceSettings, recognition: RecognitionNetwork): Promise<LoadReport> {
    return this.ask<LoadReport>({ call: 'load', settings, recognition });
  }

  detect(input: DetectorInput, levels: DetectorLevels = 'all'): Promise<RawDetections> {
    return this.ask<RawDetections>({ call: 'detect', input, levels });
  }

  landmarks(rgb: Float32Array, count: number): Promise<Float32Array> {
    return this.ask<Float32Array>({ call: 'landmarks', rgb, count });
  }

  encode(rgb: Float32Array, count: number): Promise<Float32Array> {
    return this.ask<Float32Array>({ call: 'encode', rgb, count });
  }

  /** Of a network of passive liveness that is opened for this one picture. */
  personProbability(file: PassiveFile, rgb: Float32Array): Promise<number> {
    return this.ask<number>({ call: 'personProbability', file, rgb });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill();
    await exit;
  }

  private async ask<T>(request: NetworksRequest): Promise<T> {
    const done = new AbortController();
    const { signal } = done;
    const settled = Promise.race([
      once(this.child, 'message', { signal }).then(([answer]) => answer as NetworksAnswer),
      once(this.child, 'exit', { signal }).then(([code]) => ({
        error: `the process ended with code ${String(code)}`,
      })),
    ]);
    this.child.send(request);
    const answer = await settled;
    done.abort();
    if ('error' in answer) throw new Error(answer.error);
    return answer.value as T;
  }
}
