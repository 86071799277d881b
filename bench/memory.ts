import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { optionsOf } from '../src/cli/program/run-command.js';
import { packageRoot } from '../src/config/package-root.js';
import { FaceEmbeddingService } from '../src/faces/embedding/face-embedding.service.js';
import { embeddingOptions } from '../test/support/inference/embedding-options.js';

const MAX_GROWTH = 0.1;
const EVERY = 100;
const MB = 1024 * 1024;

const { photos: total, json } = optionsOf<{ photos: number; json?: string }>(
  new Command('npm run bench:memory --')
    .description(
      'Resident memory of one inference process over many photographs. Exit code 1 when it has grown by more than ' +
        `${MAX_GROWTH * 100} % between the hundredth and the last.`,
    )
    .option('--photos <count>', 'how many', wholeNumber(EVERY, 1_000_000), 1000)
    .option('--json <file>', 'write what was measured'),
);

const demo = join(packageRoot, 'node_modules', '@vladmandic', 'face-api', 'demo');
const photos = [1, 2, 3, 4, 5, 6].map((n) => readFileSync(join(demo, `sample${n}.jpg`)));

const cachePath = mkdtempSync(join(tmpdir(), 'bench-memory-'));
const service = new FaceEmbeddingService(embeddingOptions({ settings: { cachePath }, timeoutMs: 30_000 }));
const { engine, runtime } = await service.whenReady();
console.log(`${engine} on ${runtime}: ${total} photographs, one process`);

const measured: { photos: number; rssMb: number }[] = [];
for (let done = 1; done <= total; done++) {
  const photo = photos[done % photos.length];
  if (photo !== undefined) await service.analyze(photo, 'encode');
  if (done % EVERY === 0) {
    const rssMb = Math.round(service.status.workers.rssBytes / MB);
    measured.push({ photos: done, rssMb });
    console.log(`${String(done).padStart(6)} photographs  ${rssMb} MB`);
  }
}
await service.onApplicationShutdown();
rmSync(cachePath, { recursive: true });

const first = measured.at(0)?.rssMb ?? 0;
const growth = (measured.at(-1)?.rssMb ?? 0) / first - 1;
console.log(`growth ${(growth * 100).toFixed(1)} % (at most ${MAX_GROWTH * 100} %)`);
if (json !== undefined) writeFileSync(json, JSON.stringify({ engine, runtime, measured, growth }));
process.exitCode = growth > MAX_GROWTH ? 1 : 0;
