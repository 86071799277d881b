import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import sharp from 'sharp';
import { packageRoot } from '../../../src/config/package-root.js';
import type { FaceEmbeddingService } from '../../../src/faces/embedding/face-embedding.service.js';
import { atOnce } from '../../../src/faces/liveness/session-clock.js';
import { faceOf, type SessionFrame } from '../../../src/faces/liveness/session-frame.js';

const FOLDER = join(packageRoot, '..', 'shared', 'liveness');
const isHere = existsSync(FOLDER);

/** For tests with the liveness data beside the repository: skipped, with the reason printed, where there is none. */
export function describeLivenessData(name: string, tests: () => void): void {
  if (!isHere) console.log('skipped: ../shared/liveness is not here');
  (isHere ? describe : describe.skip)(name, tests);
}

export function subfolders(...path: string[]): string[] {
  if (!isHere) return [];
  const entries = readdirSync(join(FOLDER, ...path), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** What a session would see of the pictures of one folder, in the order of their names. */
export interface Footage {
  name: string;
  frame: SessionFrame;
}

/** @param zoom for clips of which the originals are small: what a camera nearer by would have seen */
export async function footageOf(embedding: FaceEmbeddingService, path: string, zoom = 1): Promise<Footage[]> {
  const folder = join(FOLDER, path);
  const footage: Footage[] = [];
  for (const file of readdirSync(folder).sort()) {
    const photo = await enlarged(readFileSync(join(folder, file)), zoom);
    const face = faceOf(await embedding.analyze(photo, 'frame'));
    footage.push({ name: file, frame: { ...atOnce(Number.parseInt(file, 10)), face } });
  }
  return footage;
}

async function enlarged(photo: Buffer, zoom: number): Promise<Buffer> {
  if (zoom === 1) return photo;
  const { width } = await sharp(photo).metadata();
  return sharp(photo)
    .resize({ width: width * zoom, kernel: 'lanczos3' })
    .jpeg({ quality: 95 })
    .toBuffer();
}
