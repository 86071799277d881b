import type { FaceEmbeddingService } from './face-embedding.service.js';
import type { AnalyzedFace, EncodedFace } from './photo-analysis.js';
import type { PhotoUpload } from './photo-upload.js';

export interface EncodedGroup {
  width: number;
  height: number;
  /** Largest first; the encoding is null where the face cannot be encoded. */
  faces: { face: AnalyzedFace; encoded: EncodedFace | null }[];
}

/**
 * Encodes every face of a photograph. A few faces at a time, each time in a place of their own in the line: a crowd keeps nobody
 * waiting longer than a photograph of one does.
 * @throws AppError OVERLOADED, INFERENCE_TIMEOUT, WORKER_LOST, SHUTTING_DOWN, IMAGE_*; the signal's reason when the client has gone
 */
export async function analyzeGroup(
  embedding: FaceEmbeddingService,
  { photos: [photo], gone, place }: PhotoUpload,
  kind: 'encode-all' | 'encode-all-both',
): Promise<EncodedGroup> {
  if (photo === undefined) throw new Error('A group needs a photo');
  const group: EncodedGroup['faces'] = [];
  for (;;) {
    const from = group.length;
    const own = from === 0 ? place : embedding.reserve(place.party);
    const { width, height, faces, faceCount, all } = await embedding
      .analyze(photo, kind, gone, own, from)
      .finally(() => own.release());
    group.push(...faces.map((face, i) => ({ face, encoded: all?.[i] ?? null })));
    if (group.length >= faceCount || faces.length === 0) return { width, height, faces: group };
  }
}
