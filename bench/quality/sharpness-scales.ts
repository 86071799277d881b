import { chipToImage } from '../../src/faces/embedding/pipeline/sampling/alignment.js';
import { decodePhoto } from '../../src/faces/embedding/pipeline/decoding/decode-photo.js';
import { QUALITY_ALIGNMENT, QUALITY_CHIP } from '../../src/faces/embedding/pipeline/quality/quality.js';
import { sampleChip } from '../../src/faces/embedding/pipeline/sampling/sample-chip.js';
import { innerLuma, sharpnessOf } from '../../src/faces/embedding/pipeline/quality/sharpness.js';
import { areaUnderRoc } from './quantiles.js';

/** Chip pixels a side of the blocks that are compared. */
const BLOCKS = [1, 2, 3, 4] as const;

/** Good ones are this much nearer to the person's others than the threshold; those in between are neither. */
const CLEARLY_NEAR = 0.85;

type Sharpness = Readonly<Record<(typeof BLOCKS)[number], number>>;

/** How well sharpness tells photographs that are recognised from those that are not, measured at several scales. */
export class SharpnessScales {
  private readonly good: Sharpness[] = [];
  private readonly bad: Sharpness[] = [];

  /** @param distance median to the person's other photographs, in units of the threshold */
  async add(
    photo: Uint8Array,
    landmarks: Parameters<typeof chipToImage>[1],
    distance: number,
  ): Promise<void> {
    if (distance > CLEARLY_NEAR && distance <= 1) return;
    const image = await decodePhoto(photo, 'full');
    const chip = sampleChip(image, chipToImage(QUALITY_ALIGNMENT, landmarks), QUALITY_CHIP);
    const luma = innerLuma(chip, QUALITY_CHIP);
    const at = (block: number) => sharpnessOf(luma, block);
    (distance > 1 ? this.bad : this.good).push({ 1: at(1), 2: at(2), 3: at(3), 4: at(4) });
  }

  toString(): string {
    const areas = BLOCKS.map((block) => {
      const of = (photos: readonly Sharpness[]) => photos.map((each) => each[block]);
      return `${areaUnderRoc(of(this.good), of(this.bad)).toFixed(3)} in blocks of ${block}`;
    });
    return `${this.good.length} recognised, ${this.bad.length} not, area under the ROC: ${areas.join(', ')}`;
  }
}
