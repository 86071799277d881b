import { readFile } from 'node:fs/promises';
import { AppError } from '../../src/common/app-error.js';
import type { PersonFolder } from '../../src/evaluation/calibrate/photo-folders.js';
import { direction } from '../../src/faces/decision/template.js';
import type { FaceEmbeddingService } from '../../src/faces/embedding/face-embedding.service.js';
import type { AnalyzedFace } from '../../src/faces/embedding/photo-analysis.js';

/** The most prominent face of a photograph, as the service sees it. */
export interface Examined {
  face: AnalyzedFace;
  /** Of length 1. */
  encoding: Float32Array;
}

/** A photograph on the disk in which there is a face. */
export interface Photograph extends Examined {
  path: string;
}

/** @returns null when nobody is found in it, or nobody who could be encoded */
export async function examine(service: FaceEmbeddingService, photo: Uint8Array): Promise<Examined | null> {
  try {
    const { faces, encoding } = await service.analyze(photo, 'encode-prominent');
    const [face] = faces;
    return face && encoding ? { face, encoding: direction(encoding) } : null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'FACE_UNUSABLE') return null;
    throw error;
  }
}

/** As `examine`, each of a person's photographs; those without a face are left out. */
export async function examinePerson(
  service: FaceEmbeddingService,
  { photos }: PersonFolder,
): Promise<Photograph[]> {
  const examined: Photograph[] = [];
  for (const path of photos) {
    const found = await examine(service, await readFile(path));
    if (found) examined.push({ path, ...found });
  }
  return examined;
}
