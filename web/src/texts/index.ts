import { ADVICE_TEXTS } from './advice.js';
import { ANSWER_TEXTS } from './answer.js';
import { LIVENESS_TEXTS } from './liveness.js';
import { OPERATOR_TEXTS } from './operator.js';
import { PAGE_TEXTS } from './page.js';
import { PEOPLE_TEXTS } from './people.js';
import { SESSION_TEXTS } from './session.js';
import { STAGE_TEXTS } from './stage.js';
import { TASK_TEXTS } from './task.js';

/** Every sentence of the console's own; what the service decides it says itself, in the same languages. */
export const TEXTS = {
  ...PAGE_TEXTS,
  ...SESSION_TEXTS,
  ...TASK_TEXTS,
  ...STAGE_TEXTS,
  ...LIVENESS_TEXTS,
  ...ADVICE_TEXTS,
  ...ANSWER_TEXTS,
  ...PEOPLE_TEXTS,
  ...OPERATOR_TEXTS,
};

export type TextKey = keyof typeof TEXTS;
