import { AppError } from '../../../../common/app-error.js';
import { type FaceNetworks, PASSIVE_INPUT, type PassiveSession } from '../../engines/face-networks.js';
import { readPassiveFiles } from '../../models/passive-files.js';
import type { Point } from '../../photo-analysis.js';
import type { DecodedPhoto } from '../decoding/decode-photo.js';
import { passiveBox, pictureAround, resizeRegion } from './passive-picture.js';
import { convertToSrgb } from '../decoding/srgb-conversion.js';

/** Whether a face is a person or a picture of one, by the texture of a single photograph. */
export class PassiveLiveness {
  private constructor(private readonly networks: readonly { scale: number; session: PassiveSession }[]) {}

  /**
   * @returns null where the networks are not installed
   * @throws Error with one clear line when they are and cannot be used
   */
  static async load(engine: FaceNetworks, modelsPath: string): Promise<PassiveLiveness | null> {
    const files = await readPassiveFiles(modelsPath);
    if (files === null) return null;
    const networks: { scale: number; session: PassiveSession }[] = [];
    for (const file of files) networks.push({ scale: file.scale, session: await engine.openPassive(file) });
    const passive = new PassiveLiveness(networks);
    await passive.warmUp();
    return passive;
  }

  /**
   * The networks' mean probability of a person, 0..1.
   * @throws AppError FACE_UNUSABLE when it is not finite
   */
  async score(landmarks: readonly Point[], image: DecodedPhoto): Promise<number> {
    const box = passiveBox(landmarks);
    let sum = 0;
    for (const { scale, session } of this.networks) {
      const picture = resizeRegion(image, pictureAround(box, image, scale), PASSIVE_INPUT);
      if (image.profile) convertToSrgb(picture, image.profile);
      sum += await session.personProbability(picture);
    }
    const score = sum / this.networks.length;
    if (!Number.isFinite(score)) throw new AppError('FACE_UNUSABLE', { reason: `live score ${score}` });
    return score;
  }

  async release(): Promise<void> {
    await Promise.all(this.networks.map(({ session }) => session.release()));
  }

  private async warmUp(): Promise<void> {
    const grey = new Float32Array(PASSIVE_INPUT * PASSIVE_INPUT * 3).fill(128);
    for (const { session } of this.networks) await session.personProbability(grey);
  }
}
