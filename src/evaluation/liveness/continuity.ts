import { distanceToNeutral } from '../../faces/liveness/continuity.js';
import { LIVENESS_RULES } from '../../faces/liveness/liveness-rules.js';
import { median } from '../../faces/liveness/median.js';
import type { SessionFrame } from '../../faces/liveness/session-frame.js';
import { straightFaces } from './judge-recording.js';

/** How far one person's frames are from their own straight ones, between directions, by how much they are turned. */
export interface ContinuityReport {
  limit: number;
  bands: ContinuityBand[];
}

export interface ContinuityBand {
  /** Degrees of yaw from the person's own neutral. */
  from: number;
  to: number;
  frames: number;
  median: number | null;
  p99: number | null;
  /** Further than the limit: a session would say PERSON_CHANGED. */
  beyond: number;
}

const BANDS = [
  { from: 0, to: 10 },
  { from: 10, to: 20 },
  { from: 20, to: 30 },
  { from: 30, to: 45 },
];

export function continuityOf(recordings: readonly SessionFrame[][], limit: number): ContinuityReport {
  const seen = recordings.flatMap((frames) => {
    const straight = straightFaces(frames);
    const neutral = straight.slice(0, LIVENESS_RULES.neutralFrames).map(({ encoding }) => encoding);
    if (neutral.length < LIVENESS_RULES.neutralFrames) return [];
    const yaw = median(straight.map((face) => face.yaw));
    return frames.flatMap(({ face }) =>
      typeof face === 'string' || face.landmarkSpread > LIVENESS_RULES.landmarkSpread
        ? []
        : [{ turn: Math.abs(face.yaw - yaw), distance: distanceToNeutral(neutral, face.encoding) }],
    );
  });
  return {
    limit,
    bands: BANDS.map(({ from, to }) => {
      const distances = seen
        .filter(({ turn }) => turn >= from && turn < to)
        .map(({ distance }) => distance)
        .sort((a, b) => a - b);
      return {
        from,
        to,
        frames: distances.length,
        median: distances.length === 0 ? null : median(distances),
        p99: distances[Math.ceil(distances.length * 0.99) - 1] ?? null,
        beyond: distances.filter((distance) => distance > limit).length,
      };
    }),
  };
}
