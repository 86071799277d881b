import type { LivenessOutcome } from '../../../packages/client/src/liveness-capture.js';
import type { Answer } from '../answer/answer.js';
import { t, type TextKey } from '../i18n.js';
import { cameraFault } from '../stage/camera-fault.js';
import type { NoCamera } from './liveness-guide.js';

type Reason = Extract<LivenessOutcome, { passed: false }>['reason'];

const TITLES: Readonly<Record<NonNullable<Reason>, TextKey>> = {
  WRONG_DIRECTION: 'wrongDirection',
  TURN_TOO_LATE: 'turnTooLate',
  RETURN_TOO_LATE: 'returnTooLate',
  PERSON_CHANGED: 'personChanged',
  FLAT_FACE: 'flatFace',
  NOT_LIVE: 'notLive',
  FRAMES_USED_UP: 'timeOver',
};

export function notPassedAnswer(reason: Reason): Answer {
  const title = t(reason === null ? 'timeOver' : TITLES[reason]);
  return { tone: 'bad', title, facts: [], next: [t('nextLiveAgain')], actions: ['restart'] };
}

export function noCameraAnswer({ cause }: NoCamera): Answer {
  return { tone: 'warn', title: t(cameraFault(cause)), facts: [], next: [], actions: ['restart'] };
}
