import { AppError } from '../../../common/app-error.js';
import type { FaceNetworks } from '../engines/face-networks.js';
import { loadNetworks } from '../engines/load-networks.js';
import type { InferenceSettings } from '../inference-settings.js';
import { loadRecognitionModel } from '../models/load-model.js';
import type { RecognitionModel } from '../models/recognition-model.js';
import type { AnalysisKind, AnalyzedFace, PhotoAnalysis, Point } from '../photo-analysis.js';
import { chipToImage } from './alignment.js';
import { type DecodedPhoto, decodePhoto } from './decode-photo.js';
import { detectFaces } from './detect-faces.js';
import { embedFace } from './embed-face.js';
import { locateLandmarks } from './locate-landmarks.js';
import type { DetectedFace } from './merge-sightings.js';
import { poseOf } from './pose.js';
import { measureQuality, QUALITY_ALIGNMENT, QUALITY_CHIP, qualityFindings } from './quality.js';
import { sampleChip } from './sample-chip.js';
import type { Similarity } from './similarity.js';
import { convertToSrgb } from './srgb-conversion.js';
import { steadyLandmarks } from './steady-landmarks.js';
import { chooseSubject } from './choose-subject.js';

/** More faces are a crowd; their landmarks would only cost time. */
const MAX_FACES = 20;

/** A face in pixels of the decoded image. */
interface LocatedFace extends DetectedFace {
  landmarks: Point[];
  /** How far the landmarks are from those of the mirror image, in chip pixels; null for a face that was seen once. */
  landmarkSpread: number | null;
  /** What quality is measured on, and what most recognition networks see. */
  chip: Float32Array;
  chipToImage: Similarity;
}

/**
 * From the bytes of a photograph to its faces and the subject's encoding. Runs in an inference process; knows neither
 * HTTP nor the database.
 */
export class FacePipeline {
  private constructor(
    private readonly networks: FaceNetworks,
    private readonly recognition: RecognitionModel,
    /** Which faster runtimes could not load and why, one line for the log; null when there was no fallback. */
    readonly fallbackReason: string | null,
  ) {}

  /**
   * Loads the recognition model and the engine, and warms both.
   * @throws RecognitionModelError when the model cannot be used; Error when the engine cannot
   */
  static async create(settings: InferenceSettings): Promise<FacePipeline> {
    const recognition = await loadRecognitionModel(settings.model, settings.modelsPath);
    const { networks, fallbackReason } = await loadNetworks(settings, recognition);
    return new FacePipeline(networks, recognition, fallbackReason);
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
  async analyze(photo: Uint8Array, kind: AnalysisKind): Promise<PhotoAnalysis> {
    const start = performance.now();
    const image = await decodePhoto(photo);
    const decoded = performance.now();
    const detected = (await detectFaces(this.networks, image)).slice(0, MAX_FACES);
    detected.sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
    const found = performance.now();
    const boxes = detected.map(({ box }) => box);
    const { subject, prominent } = chooseSubject(boxes, image.width, image.height);
    const located = await this.locate(detected, prominent, image);
    const faces = located.map((face) => describeFace(face, image));
    const described = performance.now();
    const wanted = located[faceToEncode(kind, subject, prominent) ?? -1];
    const encoding = wanted ? await this.encode(wanted, image) : null;
    const end = performance.now();
    return {
      width: image.photoWidth,
      height: image.photoHeight,
      faces,
      subject,
      encoding,
      model: this.model,
      times: {
        queueMs: 0,
        decodeMs: decoded - start,
        detectMs: found - decoded,
        landmarksMs: described - found,
        embedMs: end - described,
        totalMs: end - start,
      },
    };
  }

  dispose(): Promise<void> {
    return this.networks.dispose();
  }

  /** The landmarks of every face; the prominent one, which may be encoded, is looked at twice. */
  private async locate(
    detected: readonly DetectedFace[],
    prominent: number | null,
    image: DecodedPhoto,
  ): Promise<LocatedFace[]> {
    const landmarks = await locateLandmarks(
      this.networks,
      image,
      detected.map(({ box }) => box),
    );
    const subject = prominent === null ? undefined : detected[prominent];
    const steady = subject
      ? await steadyLandmarks(this.networks, image, subject.box, landmarks[prominent ?? -1] ?? [])
      : null;
    return detected.map((face, i) =>
      face === subject && steady
        ? cutOut(face, steady.landmarks, steady.spread, image)
        : cutOut(face, landmarks[i] ?? [], null, image),
    );
  }

  private encode(face: LocatedFace, image: DecodedPhoto): Promise<Float32Array> {
    const { alignment, inputSize } = this.recognition;
    const chip =
      alignment === QUALITY_ALIGNMENT
        ? face.chip
        : srgbChip(image, chipToImage(alignment, face.landmarks), inputSize);
    return embedFace(this.networks, this.recognition, chip);
  }
}

function faceToEncode(kind: AnalysisKind, subject: number | null, prominent: number | null): number | null {
  switch (kind) {
    case 'detect':
      return null;
    case 'encode':
      return subject;
    case 'encode-prominent':
      return prominent;
  }
}

/** @throws AppError FACE_UNUSABLE when the landmark network's answer is not finite */
function cutOut(
  face: DetectedFace,
  landmarks: Point[],
  landmarkSpread: number | null,
  image: DecodedPhoto,
): LocatedFace {
  if (!landmarks.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))) {
    throw new AppError('FACE_UNUSABLE', { reason: 'landmarks are not finite' });
  }
  const toImage = chipToImage(QUALITY_ALIGNMENT, landmarks);
  const chip = srgbChip(image, toImage, QUALITY_CHIP);
  return { ...face, landmarks, landmarkSpread, chip, chipToImage: toImage };
}

function srgbChip(image: DecodedPhoto, toImage: Similarity, size: number): Float32Array {
  const chip = sampleChip(image, toImage, size);
  if (image.profile) convertToSrgb(chip, image.profile);
  return chip;
}

/** Pose, quality and findings, with everything in pixels of the photograph as it was sent. */
function describeFace(face: LocatedFace, image: DecodedPhoto): AnalyzedFace {
  const { box, score, landmarks } = face;
  const scale = image.photoWidth / image.width;
  const pose = poseOf(landmarks);
  const quality = measureQuality(face, image, scale);
  return {
    box: { x: box.x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale },
    score,
    landmarks: landmarks.map(({ x, y }) => ({ x: x * scale, y: y * scale })),
    landmarkSpread: face.landmarkSpread,
    pose,
    quality,
    findings: qualityFindings(quality, pose, face.landmarkSpread),
  };
}
