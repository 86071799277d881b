import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { portraitOf, SAMPLE_FACES, samplePhoto } from '../../../src/samples/sample-faces.js';

export { CONDITIONS, rephotograph } from '../../../src/samples/rephotograph.js';

/** A portrait of one of the people in face-api's photographs. */
export const portrait = (name: keyof typeof SAMPLE_FACES): Promise<Buffer> => portraitOf(SAMPLE_FACES[name]);

/** Four people side by side. */
export const groupPhoto = (): Promise<Buffer> => readFile(samplePhoto(6));

/** A picture without anybody. */
export const emptyScene = (): Promise<Buffer> =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: '#6a8caf' } })
    .jpeg()
    .toBuffer();
