import type { FaceNetworks, RecognitionSession } from '../engines/face-networks.js';
import { loadRecognitionModel } from '../models/load-model.js';
import type { RecognitionModel } from '../models/recognition-model.js';
import type { EarlierEncoding } from '../photo-analysis.js';
import type { DecodedPhoto } from './decode-photo.js';
import { embedFace } from './embed-face.js';
import { chipFor, type LocatedFace } from './locate-faces.js';

interface Loaded {
  model: RecognitionModel;
  session: RecognitionSession;
}

/** The network that earlier enrolments were made with: loaded when a photograph is first asked for it, until it is not any more. */
export class PredecessorNetwork {
  private loading: Promise<Loaded> | null = null;

  /** @param name of the predecessor's model; null when there is none */
  constructor(
    private readonly networks: FaceNetworks,
    private readonly name: string | null,
    private readonly modelsPath: string,
  ) {}

  /** @throws AppError FACE_UNUSABLE as `embedFace` */
  async encode(face: LocatedFace, image: DecodedPhoto): Promise<EarlierEncoding | null> {
    if (this.name === null) return null;
    this.loading ??= this.load(this.name);
    const { model, session } = await this.loading;
    return { encoding: await embedFace(session, model, chipFor(model, face, image)), model: model.version };
  }

  async release(): Promise<void> {
    const { loading } = this;
    this.loading = null;
    await (await loading)?.session.release();
  }

  private async load(name: string): Promise<Loaded> {
    const model = await loadRecognitionModel(name, this.modelsPath);
    return { model, session: await this.networks.openRecognition(model) };
  }
}
