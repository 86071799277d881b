import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { type SampleFace, portraitOf, SAMPLE_FACES } from '../../../../../src/samples/sample-faces.js';
import { FaceEmbeddingService } from '../../../../../src/faces/embedding/face-embedding.service.js';
import type { PhotoAnalysis } from '../../../../../src/faces/embedding/photo-analysis.js';
import { embeddingOptions } from '../../../../support/inference/embedding-options.js';
import { CONDITIONS, rephotograph } from '../../../../support/photos/photos.js';
import { describeSharedFaces, sharedPhoto } from '../../../../support/photos/shared-faces.js';

/** The distance below which dlib's authors call two faces one person's. */
const SAME_PERSON = 0.6;
const WORKERS = 2;

const service = new FaceEmbeddingService(
  embeddingOptions({
    settings: { model: 'face-api' },
    workers: WORKERS,
  }),
);

const faces: readonly SampleFace[] = Object.values(SAMPLE_FACES);
const portraits = new Map<string, Buffer>();
const upright = new Map<string, Float32Array>();

function portraitNamed(name: string): Buffer {
  const portrait = portraits.get(name);
  if (portrait === undefined) throw new Error(`no portrait of ${name}`);
  return portrait;
}

interface TiltedPhoto {
  name: string;
  analysis: PhotoAnalysis;
}

const analysed = new Map<number, Promise<TiltedPhoto[]>>();

/** Each face photographed again under each condition, but tilted by `tilt` degrees. */
function tilted(tilt: number): Promise<TiltedPhoto[]> {
  const known = analysed.get(tilt) ?? analyseTilted(tilt);
  analysed.set(tilt, known);
  return known;
}

async function analyseTilted(tilt: number): Promise<TiltedPhoto[]> {
  const waiting = faces.flatMap((face) => CONDITIONS.map((conditions) => ({ face, conditions })));
  const photos: TiltedPhoto[] = [];
  // As many at once as there are processes: a slow machine refuses a long line.
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { face, conditions } = next;
      const photo = await rephotograph(portraitNamed(face.name), { ...conditions, crop: 0, tilt });
      photos.push({ name: face.name, analysis: await service.analyze(photo, 'encode') });
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  return photos;
}

function distance(a: Float32Array | null | undefined, b: Float32Array | null | undefined): number {
  if (!a || !b) return Infinity;
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? NaN)) ** 2, 0));
}

beforeAll(async () => {
  await service.onModuleInit();
  for (const face of faces) {
    const portrait = await portraitOf(face);
    portraits.set(face.name, portrait);
    const { encoding } = await service.analyze(portrait, 'encode');
    if (encoding) upright.set(face.name, encoding);
  }
});

afterAll(() => service.onApplicationShutdown());

describe('tilted faces', () => {
  it('are compared with an upright photograph of everybody', () => {
    expect(upright.size).toBe(faces.length);
  });

  it.each([
    [30, 0.95],
    [-30, 0.95],
    [45, 0.9],
    [-45, 0.9],
  ])('by %d°: of the genuine pairs at least a share of %d is below 0.6', async (tilt, share) => {
    const photos = await tilted(tilt);
    const distances = photos.map(({ name, analysis }) => distance(upright.get(name), analysis.encoding));
    const accepted = distances.filter((value) => value < SAME_PERSON).length;
    const worst = Math.max(...distances).toFixed(3);
    console.log(`${tilt}°: ${accepted} of ${distances.length} below ${SAME_PERSON}, worst ${worst}`);
    expect(distances).toHaveLength(faces.length * CONDITIONS.length);
    expect(accepted / distances.length).toBeGreaterThanOrEqual(share);
  });

  // Photographs whose EXIF orientation was lost.
  it.each([90, 180, -90])('by %d°: recognised, or known not to be understood', async (tilt) => {
    const photos = await tilted(tilt);
    const isRecognised = (photo: (typeof photos)[number]) =>
      distance(upright.get(photo.name), photo.analysis.encoding) < SAME_PERSON;
    const recognised = photos.filter(isRecognised).length;
    // No face, or one that enrolment refuses.
    const refused = photos.filter(
      (photo) =>
        !isRecognised(photo) && photo.analysis.faces[photo.analysis.subject ?? -1]?.findings.length !== 0,
    ).length;
    console.log(`${tilt}°: ${recognised} of ${photos.length} below ${SAME_PERSON}, ${refused} refused`);
    expect(recognised / photos.length).toBeGreaterThanOrEqual(0.75);
    expect((recognised + refused) / photos.length).toBeGreaterThanOrEqual(0.9);
  });

  it('have the roll that they were given', async () => {
    const rolls = (await tilted(30)).flatMap(({ analysis }) => {
      const face = analysis.faces[analysis.subject ?? -1];
      return face ? [face.pose.roll] : [];
    });
    const mean = rolls.reduce((sum, roll) => sum + roll, 0) / rolls.length;
    // The people hold their own heads a little tilted.
    expect(Math.abs(mean - 30)).toBeLessThan(6);
  });
});

describeSharedFaces('a face upside down whose mouth passes for eyes', () => {
  it('is refused as tilted', async () => {
    const upsideDown = await sharp(await readFile(sharedPhoto('Alex_Penelas/Alex_Penelas_0001.jpg')))
      .rotate(180)
      .toBuffer();
    const [face] = (await service.analyze(upsideDown, 'encode-prominent')).faces;
    expect(Math.abs(face?.pose.roll ?? 0)).toBeGreaterThan(150);
    expect(face?.findings.map(({ code }) => code)).toContain('FACE_TILTED');
  });
});
