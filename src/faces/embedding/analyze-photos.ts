import { AppError } from '../../common/app-error.js';
import type { FaceEmbeddingService } from './face-embedding.service.js';
import type { Reservation } from './inference/admission.js';
import type { AnalysisKind, PhotoAnalysis } from './photo-analysis.js';
import type { PhotoUpload } from './photo-upload.js';

/** A photo's analysis, or what is wrong with the photo: IMAGE_* and FACE_UNUSABLE. */
export type PhotoFinding = PhotoAnalysis | AppError;

type Photos = { photos: readonly Buffer[] } & { [Name in 'gone' | 'place']?: PhotoUpload[Name] | undefined };

/**
 * Looks at each photo of a request. Each takes a place of its own in the line, whoever has sent it: as many at once as the line may
 * hold, and those that find no room refuse the request before any of them is looked at.
 * @returns what was found, in the order of the photos
 * @throws AppError OVERLOADED, INFERENCE_TIMEOUT, WORKER_LOST, SHUTTING_DOWN; the signal's reason when the client has gone
 */
export async function analyzePhotos(
  embedding: FaceEmbeddingService,
  { photos, gone, place }: Photos,
  kind: AnalysisKind,
): Promise<PhotoFinding[]> {
  const findings: PhotoFinding[] = [];
  while (findings.length < photos.length) {
    const atOnce = Math.max(1, embedding.status.queueLimit);
    const next = photos.slice(findings.length, findings.length + atOnce);
    const own = findings.length === 0 ? place : undefined;
    findings.push(
      ...(await analyzeAtOnce(embedding, { photos: next, gone, place: own }, kind, place?.party)),
    );
  }
  return findings;
}

async function analyzeAtOnce(
  embedding: FaceEmbeddingService,
  { photos, gone, place }: Photos,
  kind: AnalysisKind,
  party: Reservation['party'] | undefined,
): Promise<PhotoFinding[]> {
  const places: Reservation[] = place === undefined ? [] : [place];
  const givenUp = new AbortController();
  const signal = gone === undefined ? givenUp.signal : AbortSignal.any([gone, givenUp.signal]);
  try {
    while (places.length < photos.length) places.push(embedding.reserve(party));
    return await Promise.all(
      photos.map((photo, i) => embedding.analyze(photo, kind, signal, places[i]).catch(faultOfPhoto)),
    );
  } catch (error) {
    // Of a request that is refused nothing else is looked at.
    givenUp.abort(error);
    throw error;
  } finally {
    for (const each of places) each.release();
  }
}

function faultOfPhoto(error: unknown): AppError {
  if (error instanceof AppError && error.status < 500) return error;
  throw error;
}
