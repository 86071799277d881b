import type { AnalyzeAnswer } from '../../../packages/client/src/index.js';
import type { QualityCode } from '../../../src/faces/embedding/photo-analysis.js';
import { t } from '../i18n.js';

export const CHECKS = ['frame', 'distance', 'light', 'tilt', 'sharp'] as const;
export type Check = (typeof CHECKS)[number];
export type CheckState = 'ok' | 'bad' | 'unknown';

export interface Advice {
  sentence: string;
  checks: Record<Check, CheckState>;
  ready: boolean;
}

const CHECK_BY_CODE: Readonly<Record<QualityCode, Check>> = {
  FACE_CUT_OFF: 'frame',
  FACE_TOO_SMALL: 'distance',
  FACE_TOO_DARK: 'light',
  FACE_TOO_BRIGHT: 'light',
  FACE_LOW_CONTRAST: 'light',
  FACE_TURNED_AWAY: 'tilt',
  FACE_TILTED: 'tilt',
  FACE_BLURRED: 'sharp',
};

/** A service of tomorrow may know more codes. */
const checkOf = (code: string): Check => (CHECK_BY_CODE as Partial<Record<string, Check>>)[code] ?? 'frame';

/** Narrower than what the service refuses: guidance aims for a good photo, not for a barely usable one. */
const FACE_SHARE_MIN = 0.18;
const FACE_SHARE_MAX = 0.8;
const YAW_MAX = 25;
const ROLL_MAX = 15;

const unknown = (): Advice['checks'] => ({
  frame: 'unknown',
  distance: 'unknown',
  light: 'unknown',
  tilt: 'unknown',
  sharp: 'unknown',
});

/** No analysis yet, or none possible. */
export function waiting(sentence: string): Advice {
  return { sentence, checks: unknown(), ready: false };
}

/** From what the service measured to one sentence: what to change first. */
export function adviceFor({ faces, subject, width, height }: AnalyzeAnswer): Advice {
  const face = subject === null ? undefined : faces[subject];
  if (face === undefined) {
    const sentence = faces.length === 0 ? t('adviseNoFace') : t('adviseSeveral');
    return { sentence, checks: { ...unknown(), frame: 'bad' }, ready: false };
  }
  const checks: Advice['checks'] = { frame: 'ok', distance: 'ok', light: 'ok', tilt: 'ok', sharp: 'ok' };
  const sentences: string[] = [];
  const fault = (check: Check, sentence: string) => {
    checks[check] = 'bad';
    sentences.push(sentence);
  };
  for (const { code, message } of face.hints) fault(checkOf(code), message);
  const share = Math.max(face.box.width / width, face.box.height / height);
  if (share < FACE_SHARE_MIN) fault('distance', t('adviseCloser'));
  if (share > FACE_SHARE_MAX) fault('distance', t('adviseBack'));
  // Pitch is left to the service: cameras are held above and below the face, and its zero differs between people.
  const { yaw, roll } = face.pose;
  if (Math.abs(yaw) > YAW_MAX) fault('tilt', t('adviseStraight'));
  else if (Math.abs(roll) > ROLL_MAX) fault('tilt', t('adviseUpright'));
  const [first] = sentences;
  return { sentence: first ?? t('adviseReady'), checks, ready: first === undefined };
}
