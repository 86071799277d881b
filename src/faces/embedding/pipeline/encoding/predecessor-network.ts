import type { FaceNetworks, RecognitionSession } from '../../engines/face-networks.js';
import type { InferenceSettings } from '../../inference-settings.js';
import { loadRecognitionModel } from '../../models/load-model.js';
import type { RecognitionModel } from '../../models/recognition-model.js';
import type { EarlierEncoding } from '../../photo-analysis.js';
import { ProtectionMatrix } from '../../protection/protection-matrix.js';
import { protectedVersions } from '../../protection/template-key.js';
import type { DecodedPhoto } from '../decoding/decode-photo.js';
import { encodeFace } from './encode-face.js';
import { chipFor, type LocatedFace } from '../landmarks/locate-faces.js';

interface Loaded {
  model: RecognitionModel;
  session: RecognitionSession;
  protection: ProtectionMatrix | undefined;
}

/** The network that earlier enrolments were made with: loaded when a photograph is first asked for it, until it is not any more. */
export class PredecessorNetwork {
  private loading: Promise<Loaded> | null = null;

  /** @param name of the predecessor's model; null when there is none */
  constructor(
    private readonly networks: FaceNetworks,
    private readonly name: string | null,
    private readonly settings: Pick<InferenceSettings, 'modelsPath' | 'templateKey'>,
  ) {}

  /** @throws AppError FACE_UNUSABLE as `encodeFace` */
  async encode(face: LocatedFace, image: DecodedPhoto): Promise<EarlierEncoding | null> {
    if (this.name === null) return null;
    this.loading ??= this.load(this.name);
    const { model, session, protection } = await this.loading;
    const encoding = await encodeFace(session, model, chipFor(model, face, image));
    return { encoding: protection?.protect(encoding) ?? encoding, model: model.version };
  }

  async release(): Promise<void> {
    const { loading } = this;
    this.loading = null;
    await (await loading)?.session.release();
  }

  private async load(name: string): Promise<Loaded> {
    const { modelsPath, templateKey } = this.settings;
    const model = protectedVersions(await loadRecognitionModel(name, modelsPath), templateKey);
    const protection = templateKey && ProtectionMatrix.derive(templateKey, model.dimension);
    return { model, session: await this.networks.openRecognition(model), protection };
  }
}
