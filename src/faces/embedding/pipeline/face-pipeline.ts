import type { FaceNetworks } from '../engines/face-networks.js';
import { loadNetworks } from '../engines/load-networks.js';
import type { InferenceSettings } from '../inference-settings.js';
import { loadRecognitionModel } from '../models/load-model.js';
import type { RecognitionModel } from '../models/recognition-model.js';
import {
  type AnalysisKind,
  type AnalyzedFace,
  type EncodedFace,
  GROUP_STEP,
  type PhotoAnalysis,
} from '../photo-analysis.js';
import { ProtectionMatrix } from '../protection/protection-matrix.js';
import { protectedVersions } from '../protection/template-key.js';
import { AppError } from '../../../common/app-error.js';
import { chooseSubject } from './detection/choose-subject.js';
import { coveredOf } from './quality/covered.js';
import { type DecodedPhoto, decodePhoto } from './decoding/decode-photo.js';
import { detectFaces } from './detection/detect-faces.js';
import { encodeFace } from './encoding/encode-face.js';
import { glanceAtSubject } from './detection/glance-at-subject.js';
import { chipFor, type LocatedFace, locateFace, locateFaces } from './landmarks/locate-faces.js';
import type { DetectedFace } from './detection/merge-sightings.js';
import { poseOf } from './landmarks/pose.js';
import { PassiveLiveness } from './passive-liveness/passive-liveness.js';
import { PredecessorNetwork } from './encoding/predecessor-network.js';
import { measureQuality, qualityFindings } from './quality/quality.js';
import { scaleOf } from './sampling/similarity.js';
import { StageClock } from './stage-clock.js';

/** More faces are a crowd; their landmarks would only cost time. */
const MAX_FACES = 20;
/** Pixels of the decoded image per pixel of the chip, below which the chip is cut out of the photograph in full detail. */
const ENOUGH_DETAIL = 1;
/**
 * A face that was only glanced at is looked for again when its landmarks and those of its mirror image are further apart,
 * in chip pixels: the box may have been too rough to start from. 99 of 100 are below.
 */
const GLANCE_SPREAD = 5;

/** A photograph of which one face is encoded, or all are. */
type GroupKind = 'encode-all' | 'encode-all-both';
type EncodingKind = Exclude<AnalysisKind, GroupKind | 'detect'>;

/** Who is in a photograph of which one face may be encoded. */
interface Seen {
  faceCount: number;
  /** The face to encode; null when there is none, or when it is not clear which. */
  face: LocatedFace | null;
  isSubject: boolean;
}

/**
 * From the bytes of a photograph to its faces and the subject's encoding. Runs in an inference process; knows neither
 * HTTP nor the database.
 */
export class FacePipeline {
  private constructor(
    private readonly networks: FaceNetworks,
    private readonly recognition: RecognitionModel,
    private readonly predecessor: PredecessorNetwork,
    /** Null where its networks are not installed. */
    private readonly passiveLiveness: PassiveLiveness | null,
    /** Undefined: encodings stay as the network gives them. */
    private readonly protection: ProtectionMatrix | undefined,
    /** Which faster runtimes could not load and why, one line for the log; null when there was no fallback. */
    readonly fallbackReason: string | null,
  ) {}

  /**
   * Loads the recognition model and the engine, and warms both.
   * @throws RecognitionModelError when the model cannot be used; Error when the engine cannot
   */
  static async create(settings: InferenceSettings): Promise<FacePipeline> {
    const { model, modelsPath, templateKey } = settings;
    const recognition = protectedVersions(await loadRecognitionModel(model, modelsPath), templateKey);
    const { networks, fallbackReason } = await loadNetworks(settings, recognition);
    const predecessor = new PredecessorNetwork(networks, recognition.predecessor, settings);
    const passive = await PassiveLiveness.load(networks, modelsPath);
    const protection = templateKey && ProtectionMatrix.derive(templateKey, recognition.dimension);
    return new FacePipeline(networks, recognition, predecessor, passive, protection, fallbackReason);
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

  /** Whether it can tell a person from a picture of one. */
  get passive(): boolean {
    return this.passiveLiveness !== null;
  }

  /**
   * @param photo the uploaded bytes
   * @param from of a group: the first face to encode
   * @throws AppError IMAGE_TYPE_UNSUPPORTED, IMAGE_HEIF, IMAGE_TOO_LARGE, IMAGE_UNREADABLE or FACE_UNUSABLE
   */
  analyze(photo: Uint8Array, kind: AnalysisKind, from = 0): Promise<PhotoAnalysis> {
    const clock = new StageClock();
    switch (kind) {
      case 'detect':
        return this.analyzeAll(photo, clock);
      case 'encode-all':
      case 'encode-all-both':
        return this.encodeGroup(photo, kind, from, clock);
      default:
        return this.encodeOne(photo, kind, clock);
    }
  }

  async dispose(): Promise<void> {
    await this.predecessor.release();
    await this.passiveLiveness?.release();
    await this.networks.dispose();
  }

  private async analyzeAll(photo: Uint8Array, clock: StageClock): Promise<PhotoAnalysis> {
    const image = await clock.time('decodeMs', () => decodePhoto(photo, 'full'));
    const { detected, subject, prominent } = await this.lookCloser(image, clock);
    const located = await clock.time('landmarksMs', () =>
      locateFaces(this.networks, image, detected, prominent),
    );
    const liveScore = await this.liveScoreOf(located[prominent ?? -1], image, clock);
    const faces = located.map((face, i) => analyzedFace(face, image, i === prominent ? liveScore : null));
    return this.analysisOf(image, { faces, faceCount: faces.length, subject, encoding: null }, clock);
  }

  /** GROUP_STEP faces, each looked at as closely as a subject. */
  private async encodeGroup(
    photo: Uint8Array,
    kind: GroupKind,
    from: number,
    clock: StageClock,
  ): Promise<PhotoAnalysis> {
    const image = await clock.time('decodeMs', () => decodePhoto(photo, 'full'));
    const { detected, subject } = await this.lookCloser(image, clock);
    const faces: AnalyzedFace[] = [];
    const all: (EncodedFace | null)[] = [];
    for (const each of detected.slice(from, from + GROUP_STEP)) {
      const face = await clock.time('landmarksMs', () => locateFace(this.networks, image, each));
      faces.push(analyzedFace(face, image, null));
      all.push(await clock.time('encodeMs', () => this.encodeForGroup(face, image, kind)));
    }
    const faceCount = detected.length;
    return this.analysisOf(image, { faces, faceCount, subject, encoding: null, all }, clock);
  }

  /** One face that cannot be encoded does not spoil the others. */
  private async encodeForGroup(
    face: LocatedFace,
    image: DecodedPhoto,
    kind: GroupKind,
  ): Promise<EncodedFace | null> {
    try {
      const encoding = await this.encode(face, image);
      const earlier = kind === 'encode-all-both' ? await this.predecessor.encode(face, image) : null;
      return { encoding, earlier: earlier?.encoding ?? null };
    } catch (error) {
      if (error instanceof AppError && error.code === 'FACE_UNUSABLE') return null;
      throw error;
    }
  }

  private async encodeOne(photo: Uint8Array, kind: EncodingKind, clock: StageClock): Promise<PhotoAnalysis> {
    let image = await clock.time('decodeMs', () => decodePhoto(photo, 'reduced'));
    const seen = (await this.glance(image, clock)) ?? (await this.look(image, kind, clock));
    let { face } = seen;
    const { faceCount, isSubject } = seen;
    if (!face) return this.analysisOf(image, { faces: [], faceCount, subject: null, encoding: null }, clock);
    if (image.isReduced && scaleOf(face.chipToImage) < ENOUGH_DETAIL) {
      const full = await clock.time('decodeMs', () => decodePhoto(photo, 'full'));
      const detected = enlarge(face, full.width / image.width);
      face = await clock.time('landmarksMs', () => locateFace(this.networks, full, detected));
      image = full;
    }
    const wanted = { face, image };
    const encoding = await clock.time('encodeMs', () => this.encode(wanted.face, wanted.image));
    const earlier =
      kind === 'encode-both' || kind === 'frame-both'
        ? await clock.time('encodeMs', () => this.predecessor.encode(wanted.face, wanted.image))
        : null;
    // Nobody is left who was enrolled with it.
    if (kind === 'encode') await this.predecessor.release();
    const isFrame = kind === 'frame' || kind === 'frame-both';
    const liveScore = isFrame ? await this.liveScoreOf(face, image, clock) : null;
    const faces = [analyzedFace(face, image, liveScore)];
    const subject = isSubject ? 0 : null;
    return this.analysisOf(image, { faces, faceCount, subject, encoding, earlier }, clock);
  }

  /** The subject alone, where a glance is enough and its face was understood. */
  private async glance(image: DecodedPhoto, clock: StageClock): Promise<Seen | null> {
    if (!this.networks.glances) return null;
    const detected = await clock.time('detectMs', () => glanceAtSubject(this.networks, image));
    if (!detected) return null;
    const face = await clock.time('landmarksMs', () => locateFace(this.networks, image, detected, 'none'));
    if ((face.landmarkSpread ?? Infinity) > GLANCE_SPREAD) return null;
    return { faceCount: 1, face, isSubject: true };
  }

  private async look(image: DecodedPhoto, kind: EncodingKind, clock: StageClock): Promise<Seen> {
    const { detected, subject, prominent } = await this.lookCloser(image, clock);
    const wanted = detected[(kind === 'encode-prominent' ? prominent : subject) ?? -1];
    const face = wanted
      ? await clock.time('landmarksMs', () => locateFace(this.networks, image, wanted))
      : null;
    return { faceCount: detected.length, face, isSubject: subject !== null };
  }

  /** Every face, largest first, and whom the photograph is of. */
  private async lookCloser(image: DecodedPhoto, clock: StageClock) {
    const found = await clock.time('detectMs', () => detectFaces(this.networks, image));
    const detected = found
      .slice(0, MAX_FACES)
      .sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
    const boxes = detected.map(({ box }) => box);
    return { detected, ...chooseSubject(boxes, image.width, image.height) };
  }

  private async liveScoreOf(
    face: LocatedFace | undefined,
    image: DecodedPhoto,
    clock: StageClock,
  ): Promise<number | null> {
    const { passiveLiveness } = this;
    if (passiveLiveness === null || face === undefined) return null;
    return clock.time('passiveMs', () => passiveLiveness.score(face.landmarks, image));
  }

  private async encode(face: LocatedFace, image: DecodedPhoto): Promise<Float32Array> {
    const encoding = await encodeFace(
      this.networks,
      this.recognition,
      chipFor(this.recognition, face, image),
    );
    return this.protection?.protect(encoding) ?? encoding;
  }

  private analysisOf(
    image: DecodedPhoto,
    found: Pick<PhotoAnalysis, 'faces' | 'faceCount' | 'subject' | 'encoding'> &
      Partial<Pick<PhotoAnalysis, 'earlier' | 'all'>>,
    clock: StageClock,
  ): PhotoAnalysis {
    const { photoWidth: width, photoHeight: height } = image;
    return { width, height, earlier: null, all: null, ...found, model: this.model, times: clock.times };
  }
}

function enlarge({ box, score }: DetectedFace, zoom: number): DetectedFace {
  const { x, y, width, height } = box;
  return { box: { x: x * zoom, y: y * zoom, width: width * zoom, height: height * zoom }, score };
}

/** Pose, quality and findings, with everything in pixels of the photograph as it was sent. */
function analyzedFace(face: LocatedFace, image: DecodedPhoto, liveScore: number | null): AnalyzedFace {
  const { box, score, landmarks } = face;
  const scale = image.photoWidth / image.width;
  const pose = poseOf(landmarks);
  const quality = measureQuality(face, image, scale);
  const covered = coveredOf(face.chip);
  return {
    box: { x: box.x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale },
    score,
    landmarks: landmarks.map(({ x, y }) => ({ x: x * scale, y: y * scale })),
    landmarkSpread: face.landmarkSpread,
    liveScore,
    covered,
    pose,
    quality,
    findings: qualityFindings(quality, pose, { ...face, hidden: covered.hidden }),
  };
}
