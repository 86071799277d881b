import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CoverArtist, type Picture } from '../../../../../bench/covered/cover-artist.js';
import { COVERS } from '../../../../../bench/covered/covers.js';
import { FaceEmbeddingService } from '../../../../../src/faces/embedding/face-embedding.service.js';
import type { AnalyzedFace } from '../../../../../src/faces/embedding/photo-analysis.js';
import { portraitOf, SAMPLE_FACES } from '../../../../../src/samples/sample-faces.js';
import { embeddingOptions } from '../../../../support/inference/embedding-options.js';
import { seededRandom } from '../../../../support/people/synthetic-people.js';

/** What hides a face most plainly. */
const PLAIN_COVERS = COVERS.filter(({ kind }) => ['mask', 'sunglasses', 'scarf'].includes(kind));
const COVERS_EACH = 2;
/** Of covered sample faces; docs/quality.md has the shares of many more people. */
const LEAST_REFUSED = 0.75;

const service = new FaceEmbeddingService(embeddingOptions());
const portraits: { photo: Buffer; face: AnalyzedFace }[] = [];

async function faceOf(photo: Buffer, by = service): Promise<AnalyzedFace | undefined> {
  const { faces } = await by.analyze(photo, 'encode-prominent');
  return faces[0];
}

const codesOf = (face: AnalyzedFace | undefined): string[] =>
  face?.findings.map(({ code }) => code) ?? ['NO_FACE'];

beforeAll(async () => {
  for (const sample of Object.values(SAMPLE_FACES)) {
    const photo = await portraitOf(sample);
    const face = await faceOf(photo);
    if (face) portraits.push({ photo, face });
  }
});

afterAll(() => service.onApplicationShutdown());

describe('covered faces', () => {
  it('are not what ordinary photographs show', () => {
    expect(portraits).toHaveLength(Object.keys(SAMPLE_FACES).length);
    for (const { face } of portraits) expect(codesOf(face)).not.toContain('FACE_COVERED');
  });

  it('are refused under masks, scarves and sunglasses, and compared more strictly', async () => {
    const artist = new CoverArtist(PLAIN_COVERS, seededRandom(5));
    const covered: Picture[] = [];
    for (const { photo, face } of portraits)
      covered.push(...(await artist.draw(photo, face, COVERS_EACH)).slice(1));
    const faces: (AnalyzedFace | undefined)[] = [];
    for (const { photo } of covered) faces.push(await faceOf(photo));
    const refused = faces.filter((face) => codesOf(face).length > 0).length;
    console.log(`${refused} of ${faces.length} covered faces refused`);
    expect(refused / faces.length).toBeGreaterThanOrEqual(LEAST_REFUSED);
    for (const face of faces) {
      if (codesOf(face).includes('FACE_COVERED')) expect(face?.covered.altered).toBeGreaterThan(0.5);
    }
  });

  it('are the same to the other engine', async () => {
    const other = new FaceEmbeddingService(
      embeddingOptions({ settings: { engine: 'tensorflow', model: 'face-api' } }),
    );
    const [portrait] = portraits;
    if (!portrait) throw new Error('no portrait');
    const artist = new CoverArtist(PLAIN_COVERS, seededRandom(6));
    try {
      for (const { photo } of await artist.draw(portrait.photo, portrait.face, 1)) {
        const [ours, theirs] = [await faceOf(photo), await faceOf(photo, other)];
        expect(theirs?.covered.hidden).toBeCloseTo(ours?.covered.hidden ?? NaN, 1);
      }
    } finally {
      await other.onApplicationShutdown();
    }
  });
});
