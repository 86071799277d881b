import type { LiveEncodings } from '../recognition/face-source.js';
import type { RecognisedFace } from '../recognition/probes.service.js';
import { meanProbe, type Probe, type Subject } from '../recognition/subject.js';
import { meanTemplate } from '../decision/template.js';
import type { NewEncoding } from './face-encodings.repository.js';

/** What may be stored of one person. */
export interface AcceptedFace {
  /** In the order of the photographs; at least one. */
  encodings: readonly (NewEncoding & { encoding: Float32Array })[];
  /** By all of them together. */
  probe: Probe;
  model: string;
  /** How many photographs it was made of; 0: a live face. */
  photos: number;
}

export function acceptedFace({ encoding, earlier, doubt, model, quality }: RecognisedFace): AcceptedFace {
  const known = quality === undefined ? { encoding } : { encoding, quality };
  return { encodings: [known], probe: { encoding, earlier, doubt }, model, photos: 1 };
}

/** @param subjects photographs of one person; at least one */
export function acceptedSubjects(subjects: readonly [Subject, ...Subject[]]): AcceptedFace {
  const [first] = subjects;
  if (subjects.length === 1) {
    const { face } = first;
    return acceptedFace({ ...first, findings: face.findings, quality: face.quality });
  }
  return {
    encodings: subjects.map(({ encoding, face }) => ({ encoding, quality: face.quality })),
    probe: meanProbe(subjects),
    model: first.model,
    photos: subjects.length,
  };
}

/** A face without a picture; of at least one encoding. */
export function acceptedLive({ encodings, earlier, model }: LiveEncodings): AcceptedFace {
  return {
    encodings: encodings.map((encoding) => ({ encoding })),
    probe: { encoding: meanTemplate(encodings), earlier, doubt: 'none' },
    model,
    photos: 0,
  };
}
