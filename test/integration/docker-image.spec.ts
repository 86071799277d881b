import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rehearseImage } from '../support/image-rehearsal.js';
import { isRoot } from '../support/postgres-binaries.js';

const reason = !isRoot()
  ? 'only root can drop to the users that the image has'
  : process.env['REHEARSE_IMAGE'] === '1'
    ? null
    : 'takes minutes and the npm registry: npm run test:image';
if (reason !== null) console.log(`Image rehearsal skipped: ${reason}`);

(reason === null ? describe : describe.skip)('the image, followed step by step without an engine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'twoinone-image-'));
  let image: Awaited<ReturnType<typeof rehearseImage>>;
  beforeAll(async () => {
    image = await rehearseImage(folder);
  }, 900_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds the binaries of its own platform only, and no test or development package', () => {
    const modules = join(image.workdir, 'node_modules');
    const ort = join(modules, 'onnxruntime-node/bin/napi-v6');
    const binaries = readdirSync(ort).flatMap((platform) =>
      readdirSync(join(ort, platform)).map((arch) => `${platform}-${arch}`),
    );
    expect(binaries).toEqual(['linux-x64']);
  });
});
