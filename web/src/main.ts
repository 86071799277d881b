import { FaceClient } from '../../packages/client/src/index.js';
import { PHOTO_FORMATS } from '../../src/common/accepted-photos.js';
import { AnswerCard } from './answer/answer-card.js';
import {
  type Action,
  deletedAnswer,
  enrolledAnswer,
  failureAnswer,
  recognisedAnswer,
} from './answer/answers.js';
import { byId } from './dom.js';
import { acceptDroppedPhotos } from './stage/drop.js';
import { language, offerLanguages, t, translatePage } from './i18n.js';
import { People } from './people/people.js';
import { keepDevelopmentKey } from './session/session.js';
import { SessionCard } from './session/session-card.js';
import { Stage } from './stage/stage.js';

type Task = 'enroll' | 'identify' | 'verify';

const HELP = { enroll: 'helpEnroll', identify: 'helpIdentify', verify: 'helpVerify' } as const;
const SHOOT = { enroll: 'shootEnroll', identify: 'shootIdentify', verify: 'shootVerify' } as const;

keepDevelopmentKey();
const options = { baseUrl: location.origin, token: () => session.current?.token, language };
const client = new FaceClient(options);
const answer = new AnswerCard(act);
const stage = new Stage(new FaceClient({ ...options, retry: { attempts: 1 } }));
const session = new SessionCard(() => {
  answer.hide();
  refresh();
});
const people = new People(client, {
  deleted: (message) => {
    answer.show(deletedAnswer(message));
  },
  failed: (error) => {
    answer.show(failureAnswer(error));
  },
});

const cameraToggle = byId('camera-toggle', HTMLButtonElement);
const shoot = byId('shoot', HTMLButtonElement);
const file = byId('file', HTMLInputElement);
file.accept = PHOTO_FORMATS.map(({ mediaType }) => mediaType).join();

cameraToggle.addEventListener('click', () => void toggleCamera());
shoot.addEventListener('click', () => void takePhoto());
file.addEventListener('change', () => {
  const [photo] = file.files ?? [];
  file.value = '';
  if (photo !== undefined) void sendFile(photo);
});
acceptDroppedPhotos(byId('stage', HTMLDivElement), (photo) => void sendFile(photo));
byId('people-refresh', HTMLButtonElement).addEventListener(
  'click',
  () => void people.refresh(session.current),
);
for (const radio of document.querySelectorAll('input[name=task]')) radio.addEventListener('change', relabel);
offerLanguages(byId('languages', HTMLDivElement), () => {
  // Its sentences came from the service in the other language.
  answer.hide();
  refresh();
});

translatePage();
refresh();

function task(): Task {
  const value = document.querySelector<HTMLInputElement>('input[name=task]:checked')?.value;
  return value === 'identify' || value === 'verify' ? value : 'enroll';
}

function relabel(): void {
  const on = stage.cameraIsOn;
  cameraToggle.textContent = t(on ? 'stopCamera' : stage.showsPhoto ? 'anotherPhoto' : 'startCamera');
  // While a photo is shown, the answer offers the next step.
  cameraToggle.className = on || stage.showsPhoto ? 'secondary' : 'primary';
  shoot.hidden = !on;
  shoot.textContent = t(SHOOT[task()]);
  byId('task-help', HTMLParagraphElement).textContent = t(HELP[task()]);
  stage.hint(t(session.current === undefined ? 'stageSignIn' : 'stageEmpty'));
}

function refresh(): void {
  session.show();
  relabel();
  void people.refresh(session.current);
}

async function toggleCamera(): Promise<void> {
  if (stage.cameraIsOn) stage.stopCamera();
  else await stage.startCamera();
  relabel();
}

/** What the answer offered to do next. */
function act(action: Action): void {
  if (action === 'sign-in') {
    session.ask();
    return;
  }
  if (action !== 'retake') byId(`task-${action}`, HTMLInputElement).checked = true;
  answer.hide();
  if (!stage.cameraIsOn) void toggleCamera().then(focusShutter);
  relabel();
}

function focusShutter(): void {
  (stage.cameraIsOn ? shoot : cameraToggle).focus({ preventScroll: true });
}

async function takePhoto(): Promise<void> {
  answer.showWorking();
  const photo = await stage.shoot();
  relabel();
  await send(photo);
}

async function sendFile(photo: File): Promise<void> {
  answer.showWorking();
  await stage.showPhoto(photo);
  relabel();
  await send(photo);
}

async function send(photo: Blob): Promise<void> {
  const started = performance.now();
  let label = '';
  try {
    if (task() === 'enroll') {
      const enrolled = await client.enroll(photo);
      answer.show(enrolledAnswer(enrolled, performance.now() - started));
    } else {
      const recognised = await client.verify(photo, task() === 'verify' ? 'me' : undefined);
      answer.show(recognisedAnswer(recognised, performance.now() - started));
      label = recognised.user_id ?? '';
    }
  } catch (error) {
    answer.show(failureAnswer(error));
  }
  if (session.current === undefined) return;
  // The faces are drawn afterwards, so that they never delay the answer; without them the answer still stands.
  const drawn = client.analyze(photo).then(
    (analysis) => {
      stage.drawOnPhoto(photo, analysis, label);
    },
    () => undefined,
  );
  await Promise.all([people.refresh(session.current), drawn]);
}
