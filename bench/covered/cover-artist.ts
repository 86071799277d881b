import type { Cover } from './cover.js';
import { cheekOf, clothOf, type Found, skinOf } from './materials.js';
import { rendered } from './render.js';

/** `original`: a photograph as it is; `retaken`: what covered ones go through, without a cover. */
export type Appearance = Cover | 'original' | 'retaken';

export interface Picture {
  appearance: Appearance;
  photo: Buffer;
}

/** Draws covers, one after the other; each is made of the clothes and the skin of the person before. */
export class CoverArtist {
  private next = 0;
  private stranger: { photo: Buffer; face: Found } | null = null;

  constructor(
    private readonly covers: readonly Cover[],
    private readonly random: () => number,
  ) {}

  /** The photograph retaken, then under so many covers. */
  async draw(photo: Buffer, face: Found, count: number): Promise<Picture[]> {
    const { covers, random } = this;
    const stranger = this.stranger ?? { photo, face };
    this.stranger = { photo, face };
    const pictures: Picture[] = [];
    const materials = {
      skin: await skinOf(photo, face),
      cloth: await clothOf(stranger.photo, random),
      cheek: await cheekOf(stranger.photo, stranger.face),
    };
    for (let i = 0; i <= count; i++) {
      const cover = i === 0 ? null : (covers[this.next++ % covers.length] ?? null);
      pictures.push({
        appearance: cover ?? 'retaken',
        photo: await rendered(photo, face, cover, materials, random),
      });
    }
    return pictures;
  }
}
