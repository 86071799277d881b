import { readFile } from 'node:fs/promises';
import pg from 'pg';
import type { PersonFolder } from '../../src/evaluation/calibrate/photo-folders.js';
import { AppError } from '../../src/common/app-error.js';
import { FaceEmbeddingService } from '../../src/faces/embedding/face-embedding.service.js';
import { embeddingOptions } from '../../test/support/inference/embedding-options.js';
import { PYTHON_SCHEMA } from '../../test/support/people/python-service.js';

/** Somebody in the Python service's database. */
export interface TakenOver {
  name: string;
  /** As face_recognition made them: dlib's network, which is face-api's. */
  rows: Float32Array[];
  /** A photograph that is no row, and its encoding by that network. */
  probe: string;
  probeEncoding: Float32Array;
}

/** MAX_ENCODINGS_PER_USER by default. */
const ROWS_MAX = 5;

/** The first people whose photographs all show one face: each photograph but the last, five at most, is a row. */
export async function encodeAsPython(folders: readonly PersonFolder[], count: number): Promise<TakenOver[]> {
  const service = new FaceEmbeddingService(embeddingOptions({ settings: { model: 'face-api' }, workers: 2 }));
  const encode = async (photo: string) => {
    try {
      return (await service.analyze(await readFile(photo), 'encode')).encoding;
    } catch (error) {
      if (error instanceof AppError && error.status < 500) return null;
      throw error;
    }
  };
  const people: TakenOver[] = [];
  try {
    await service.whenReady();
    for (const { name, photos } of folders) {
      if (people.length === count) break;
      const used = photos.slice(0, ROWS_MAX + 1);
      const encodings = (await Promise.all(used.map(encode))).filter((each) => each !== null);
      const [probe, probeEncoding] = [used.at(-1), encodings.at(-1)];
      if (!probe || !probeEncoding || encodings.length < used.length) continue;
      people.push({ name, rows: encodings.slice(0, -1), probe, probeEncoding });
    }
  } finally {
    await service.onApplicationShutdown();
  }
  return people;
}

/** Writes them as the Python service does: without a model, JSON numbers. */
export async function storeAsPython(url: string, people: readonly TakenOver[]): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(PYTHON_SCHEMA);
    for (const { name, rows } of people) {
      for (const row of rows) {
        await client.query('INSERT INTO face_encodings (user_id, encoding) VALUES ($1, $2)', [
          name,
          JSON.stringify([...row]),
        ]);
      }
    }
  } finally {
    await client.end();
  }
}
