import sharp from 'sharp';
import { AppError } from '../../../../../src/common/app-error.js';
import { FaceEmbeddingService } from '../../../../../src/faces/embedding/face-embedding.service.js';
import { portraitOf, SAMPLE_FACES } from '../../../../../src/samples/sample-faces.js';
import { embeddingOptions } from '../../../../support/inference/embedding-options.js';
import { mutants } from '../../../../support/photos/mutations.js';
import { describeSharedImages, sharedImages } from '../../../../support/photos/shared-images.js';
import { temporaryFolder } from '../../../../support/temporary-folder.js';

/** 2,000 with `npm run test:images`; fewer in the suite, for the time. */
const MUTANTS_PER_FORMAT = Number(process.env['MUTANTS_PER_FORMAT'] ?? 90);
const REFUSALS = [
  'IMAGE_UNREADABLE',
  'IMAGE_TYPE_UNSUPPORTED',
  'IMAGE_HEIF',
  'IMAGE_TOO_LARGE',
  'FACE_UNUSABLE',
];
const RSS_MAX_BYTES = 900 * 1024 * 1024;

const cachePath = temporaryFolder('hostile-cache-');
let service: FaceEmbeddingService;

beforeAll(async () => {
  service = new FaceEmbeddingService(
    embeddingOptions({
      settings: { cachePath },
      timeoutMs: 60_000,
      // A worker that outgrows this would be replaced, and the test would see it as a restart.
      rssMaxBytes: RSS_MAX_BYTES,
    }),
  );
  await service.onModuleInit();
});

afterAll(() => service.onApplicationShutdown());

/** The code of the refusal, or how many faces were found. */
async function outcome(bytes: Buffer): Promise<string> {
  try {
    const { faceCount } = await service.analyze(bytes, 'encode');
    return `${faceCount} faces`;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

const isHarmless = (result: string): boolean => result.endsWith('faces') || REFUSALS.includes(result);

describeSharedImages('every file of ../shared/images is analysed or refused by name', (folders) => {
  it.each(folders)('%s', async (folder) => {
    const harmful: string[] = [];
    for (const [file, bytes] of sharedImages(folder)) {
      const result = await outcome(bytes);
      if (!isHarmless(result)) harmful.push(`${file}: ${result}`);
    }
    expect(harmful).toEqual([]);
  });
});

describeSharedImages('photographs as phones and webcams write them', (folders) => {
  const files = folders.includes('field') ? [...sharedImages('field')] : [];
  const photos = files.filter(([file]) => /\.(jpg|heic)$/.test(file));

  it.each(photos)('%s', async (file, bytes) => {
    expect(await outcome(bytes)).toBe(file.endsWith('.heic') ? 'IMAGE_HEIF' : '1 faces');
  });
});

describe('mutated photographs', () => {
  const formats: [string, (image: Buffer) => Promise<Buffer>][] = [
    ['JPEG', (image) => sharp(image).jpeg().toBuffer()],
    ['PNG', (image) => sharp(image).resize(200).png().toBuffer()],
    ['WebP', (image) => sharp(image).webp().toBuffer()],
  ];

  it.each(formats)(
    '%s',
    async (format, encode) => {
      const original = await encode(await portraitOf(SAMPLE_FACES.flora));
      const results = new Map<string, number>();
      for (const mutant of mutants(original, MUTANTS_PER_FORMAT, 20_261_122)) {
        const result = await outcome(mutant);
        results.set(result, (results.get(result) ?? 0) + 1);
      }
      console.log(format, Object.fromEntries(results));
      expect([...results.keys()].filter((result) => !isHarmless(result))).toEqual([]);
      // Mutations that decode as before, or are all refused, would test nothing.
      expect(results.size).toBeGreaterThan(1);
    },
    1_200_000,
  );
});

it('no inference process was lost or outgrew its limit on the way', () => {
  expect(service.status.workers.restarts).toBe(0);
});
