import type { FaceNetworks } from '../engines/face-networks.js';
import type { InferenceSettings } from '../inference-settings.js';
import { loadRecognitionModel } from '../models/load-model.js';
import type { RecognitionModel } from '../models/recognition-model.js';
import type { AnalysisKind, PhotoAnalysis } from '../photo-analysis.js';

/**
 * From the bytes of a photograph to its faces and the subject's encoding. Runs in an inference process; knows neither
 * HTTP nor the database.
 */
export class FacePipeline {
  private constructor(
    private readonly networks: FaceNetworks,
    private readonly recognition: RecognitionModel,
  ) {}

  /**
   * Loads the recognition model and the engine, and proves both with one blank photograph.
   * @throws RecognitionModelError when the model cannot be used
   */
  static async create(settings: InferenceSettings): Promise<FacePipeline> {
    const recognition = await loadRecognitionModel(settings.model, settings.modelsPath);
    return Promise.reject(new Error(`The engine for ${recognition.name} has not landed yet`));
  }

  get engine(): FaceNetworks['engine'] {
    return this.networks.engine;
  }

  /** What runs the networks, with version and backend. */
  get runtime(): string {
    return this.networks.runtime;
  }

  /** Version of the pipeline that makes the encodings, e.g. `face-api/dlib-chip-150/flip`. */
  get model(): string {
    return this.recognition.version;
  }

  get dimension(): number {
    return this.recognition.dimension;
  }

  /**
   * @param photo the uploaded bytes
   * @throws AppError IMAGE_TYPE_UNSUPPORTED, IMAGE_TOO_LARGE, IMAGE_UNREADABLE or FACE_UNUSABLE
   */
  analyze(photo: Uint8Array, kind: AnalysisKind): Promise<PhotoAnalysis> {
    return Promise.reject(new Error(`${kind} of ${photo.byteLength} bytes: not landed yet`));
  }

  dispose(): Promise<void> {
    return this.networks.dispose();
  }
}
