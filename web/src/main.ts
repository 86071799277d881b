import { FaceClient } from '../../packages/client/src/index.js';
import { AnswerCard } from './answer/answer-card.js';
import type { Action } from './answer/answer.js';
import { deletedAnswer } from './answer/answers.js';
import { failureAnswer } from './answer/failures.js';
import { byId } from './dom.js';
import { language, offerLanguages, t, translatePage } from './i18n.js';
import { LivenessFlow } from './liveness/liveness-flow.js';
import { OperatorToggle } from './operator-toggle.js';
import { People } from './people/people.js';
import { SchemeSwitch } from './scheme-switch.js';
import { keepDevelopmentKey } from './session/session.js';
import { OwnStatus } from './session/own-status.js';
import { SessionCard } from './session/session-card.js';
import { AutoShutter } from './stage/auto-shutter.js';
import { StageControls } from './stage/controls.js';
import { Stage } from './stage/stage.js';
import { Collector } from './task/collector.js';
import { Submission } from './task/submission.js';
import { TaskSwitch } from './task/tasks.js';
import { Turns } from './task/turns.js';

const HELP = {
  enroll: 'helpEnroll',
  identify: 'helpIdentify',
  verify: 'helpVerify',
  compare: 'helpCompare',
} as const;
/** A longer wait is shown, with its seconds, instead of waited for. */
const SILENT_WAIT_MS = 1_000;

keepDevelopmentKey();
const options = { baseUrl: location.origin, token: () => session.current?.token, language };
const client = new FaceClient({ ...options, retry: { maxWaitMs: SILENT_WAIT_MS } });
const card = new AnswerCard(act);
const tasks = new TaskSwitch(beginTask);
const stage = new Stage(new FaceClient({ ...options, retry: { attempts: 1 } }), {
  changed: relabel,
  looked: (ready) => {
    autoShutter.saw(ready);
  },
});
const controls = new StageControls({
  stage,
  shot: (source, take) => void collector.take(source, take),
  takesOver: () => {
    if (!liveness.isNeededFor(tasks.current)) return false;
    clearAnswer();
    void liveness.begin(tasks.current);
    return true;
  },
});
const autoShutter = new AutoShutter(() => {
  controls.shoot();
});
const turns = new Turns((busy) => {
  controls.busy = busy;
  tasks.busy = busy;
});
const session = new SessionCard((isSignedIn) => {
  turns.drop();
  submission.forget();
  beginTask();
  // The camera of whoever just signed in may go on.
  if (!isSignedIn) stage.empty();
  refresh();
});
const schemes = new SchemeSwitch();
const status = new OwnStatus(client);
const operator = new OperatorToggle(client, () => {
  stage.stopCamera();
});
let again: () => void = refresh;
const submission = new Submission({
  client,
  stage,
  card,
  turns,
  isSignedIn: () => session.current !== undefined,
  settled: () => {
    again = () => void submission.again();
    void people.refresh(session.current);
    void status.refresh(session.current !== undefined);
  },
});
const liveness = new LivenessFlow({
  client: new FaceClient({ ...options, retry: { attempts: 1 } }),
  card,
  turns,
  settled: () => {
    void people.refresh(session.current);
    void status.refresh(session.current !== undefined);
  },
});
const collector = new Collector(stage, turns, submission, (task) => !liveness.isNeededFor(task));
const people = new People(client, {
  deleted: (message, asked) => {
    submission.forget();
    clearAnswer();
    card.show(deletedAnswer(message), asked);
    void status.refresh(session.current !== undefined);
  },
  failed: (error, asked, retry) => {
    again = retry;
    card.show(failureAnswer(error), asked);
  },
});

byId('people-refresh', HTMLButtonElement).addEventListener(
  'click',
  () => void people.refresh(session.current),
);
offerLanguages(byId('languages', HTMLDivElement), () => {
  // Its sentences came from the service in the other language.
  card.hide();
  collector.label();
  refresh();
});
translatePage();
collector.begin(tasks.current);
refresh();
void liveness.learn().then(() => {
  collector.begin(tasks.current);
  relabel();
});

function relabel(): void {
  const isLive = liveness.isNeededFor(tasks.current);
  controls.label(tasks.current, !isLive);
  byId('task-help', HTMLParagraphElement).textContent = t(isLive ? 'helpLiveness' : HELP[tasks.current]);
  const wanted = isLive ? 'nextLive' : 'stageEmpty';
  stage.hint(t(session.current === undefined ? 'stageSignIn' : wanted));
}

function refresh(): void {
  schemes.label();
  void operator.refresh(session.current?.role === 'admin');
  session.show();
  relabel();
  void people.refresh(session.current);
  void status.refresh(session.current !== undefined);
}

function beginTask(): void {
  clearAnswer();
  collector.begin(tasks.current);
}

/** An answer, and the photo that it is about, belong to the task and the person that they were for. */
function clearAnswer(): void {
  card.hide();
  if (stage.showsPhoto) stage.empty();
  relabel();
}

/** What the answer offered to do next. */
function act(action: Action): void {
  if (action === 'sign-in') session.ask();
  else if (action === 'again') {
    card.hide();
    again();
  } else {
    if (action !== 'retake' && action !== 'restart') tasks.choose(action);
    beginTask();
    void controls.startCamera();
  }
}
