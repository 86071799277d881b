import type { AnalyzeAnswer } from '../../../packages/client/src/index.js';
import type { QualityCode } from '../../../src/faces/embedding/photo-analysis.js';
import { t, type TextKey } from '../i18n.js';

/** In the order in which they are worth mending: a face far away also looks blurred, one in the dark tilted. */
export const CHECKS = ['frame', 'distance', 'light', 'tilt', 'sharp'] as const;
export type Check = (typeof CHECKS)[number];
export type CheckState = 'ok' | 'bad' | 'unknown';

export interface Advice {
  sentence: string;
  checks: Record<Check, CheckState>;
  ready: boolean;
}

/** Where the person is asked to look, to their own left and right. */
export type Aim = 'front' | 'left' | 'right';

const CHECK_BY_CODE: Readonly<Record<QualityCode, Check>> = {
  FACE_CUT_OFF: 'frame',
  FACE_TOO_SMALL: 'distance',
  FACE_TOO_DARK: 'light',
  FACE_TOO_BRIGHT: 'light',
  FACE_LOW_CONTRAST: 'light',
  FACE_TURNED_AWAY: 'tilt',
  FACE_TILTED: 'tilt',
  FACE_BLURRED: 'sharp',
  FACE_COVERED: 'frame',
};

/** A service of tomorrow may know more codes. */
const checkOf = (code: string): Check => (CHECK_BY_CODE as Partial<Record<string, Check>>)[code] ?? 'frame';

/** Narrower than what the service refuses: guidance aims for a good photo, not for a barely usable one. */
const FACE_SHARE_MIN = 0.18;
const FACE_SHARE_MAX = 0.8;
const ROLL_MAX = 15;
/** Degrees of yaw, positive to the person's left; a quarter turn too much is no photo of a face any more. */
const YAW: Readonly<Record<Aim, readonly [min: number, max: number]>> = {
  front: [-25, 25],
  left: [8, 32],
  right: [-32, -8],
};
const TURN = { front: 'adviseStraight', left: 'adviseLeft', right: 'adviseRight' } as const satisfies Record<
  Aim,
  TextKey
>;
/** Mean luma of a picture in which no face can be found for want of light. */
const DARK_MAX = 45;

const all = (state: CheckState): Advice['checks'] => ({
  frame: state,
  distance: state,
  light: state,
  tilt: state,
  sharp: state,
});

/** No analysis yet, or none possible. */
export function waiting(sentence: string): Advice {
  return { sentence, checks: all('unknown'), ready: false };
}

/**
 * From what the service measured to one sentence: what to change first.
 * @param brightness mean luma of the whole picture, 0..255
 */
export function adviceFor(analysis: AnalyzeAnswer, brightness: number, aim: Aim = 'front'): Advice {
  const { faces, subject, width, height } = analysis;
  const face = subject === null ? undefined : faces[subject];
  if (face === undefined) return faces.length === 0 ? noFace(brightness) : fault('frame', 'adviseSeveral');
  const faults = new Map<Check, string>();
  const hints = face.hints.map(({ code, message }): Fault => [checkOf(code), message]);
  const share = Math.max(face.box.width / width, face.box.height / height);
  for (const [check, sentence] of [...hints, ...distanceFault(share), ...poseFault(face.pose, aim)]) {
    if (!faults.has(check)) faults.set(check, sentence);
  }
  const checks = all('ok');
  for (const check of faults.keys()) checks[check] = 'bad';
  const first = CHECKS.find((check) => faults.has(check));
  const sentence = first === undefined ? undefined : faults.get(first);
  return { sentence: sentence ?? t('adviseReady'), checks, ready: sentence === undefined };
}

type Fault = readonly [check: Check, sentence: string];

/** @param share of the picture's width or height that the face takes */
function distanceFault(share: number): Fault[] {
  if (share < FACE_SHARE_MIN) return [['distance', t('adviseCloser')]];
  return share > FACE_SHARE_MAX ? [['distance', t('adviseBack')]] : [];
}

/** Pitch is left to the service: cameras are held above and below the face, and its zero differs between people. */
function poseFault({ yaw, roll }: { yaw: number; roll: number }, aim: Aim): Fault[] {
  const [min, max] = YAW[aim];
  if (yaw < min) return [['tilt', t(aim === 'right' ? 'adviseLess' : TURN[aim])]];
  if (yaw > max) return [['tilt', t(aim === 'left' ? 'adviseLess' : TURN[aim])]];
  return Math.abs(roll) > ROLL_MAX ? [['tilt', t('adviseUpright')]] : [];
}

/** Nobody is there, or is too far away or in too little light to be found. */
function noFace(brightness: number): Advice {
  return brightness < DARK_MAX ? fault('light', 'adviseDark') : fault('frame', 'adviseNoFace');
}

function fault(check: Check, sentence: TextKey): Advice {
  return { sentence: t(sentence), checks: { ...all('unknown'), [check]: 'bad' }, ready: false };
}
