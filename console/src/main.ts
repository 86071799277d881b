import { FaceClient } from '../../packages/client/src/index.js';
import { showDeleted, showEnrolled, showFailure, showRecognised, showWorking } from './answer.js';
import { byId } from './dom.js';
import { language, setLanguage, t, translatePage } from './i18n.js';
import { People } from './people.js';
import { SessionCard } from './session-card.js';
import { Stage } from './stage.js';

type Task = 'enroll' | 'identify' | 'verify';

const HELP = { enroll: 'helpEnroll', identify: 'helpIdentify', verify: 'helpVerify' } as const;
const SHOOT = { enroll: 'shootEnroll', identify: 'shootIdentify', verify: 'shootVerify' } as const;

const options = { baseUrl: location.origin, token: () => session.current?.token, language };
const client = new FaceClient(options);
const stage = new Stage(new FaceClient({ ...options, retry: { attempts: 1 } }));
const session = new SessionCard(refresh);
const people = new People(client, { deleted: showDeleted, failed: showFailure });

const cameraToggle = byId('camera-toggle', HTMLButtonElement);
const shoot = byId('shoot', HTMLButtonElement);
const file = byId('file', HTMLInputElement);

cameraToggle.addEventListener('click', () => void toggleCamera());
shoot.addEventListener('click', () => void takePhoto());
file.addEventListener('change', () => {
  const [photo] = file.files ?? [];
  file.value = '';
  if (photo !== undefined) void sendFile(photo);
});
byId('people-refresh', HTMLButtonElement).addEventListener(
  'click',
  () => void people.refresh(session.current),
);
for (const radio of document.querySelectorAll('input[name=task]')) radio.addEventListener('change', relabel);
for (const button of document.querySelectorAll<HTMLElement>('[data-language]')) {
  button.addEventListener('click', () => {
    setLanguage(button.dataset['language'] === 'en' ? 'en' : 'fr');
    refresh();
  });
}

translatePage();
refresh();

function task(): Task {
  const value = document.querySelector<HTMLInputElement>('input[name=task]:checked')?.value;
  return value === 'identify' || value === 'verify' ? value : 'enroll';
}

function relabel(): void {
  cameraToggle.textContent = stage.cameraIsOn ? t('stopCamera') : t('startCamera');
  shoot.hidden = !stage.cameraIsOn;
  shoot.textContent = t(SHOOT[task()]);
  byId('task-help', HTMLParagraphElement).textContent = t(HELP[task()]);
}

function refresh(): void {
  session.show();
  relabel();
  void people.refresh(session.current);
}

async function toggleCamera(): Promise<void> {
  if (stage.cameraIsOn) {
    stage.stopCamera();
  } else {
    try {
      await stage.startCamera();
    } catch {
      stage.stopCamera();
      byId('advice', HTMLParagraphElement).textContent = t('noCamera');
    }
  }
  relabel();
}

async function takePhoto(): Promise<void> {
  showWorking();
  const photo = await stage.shoot();
  relabel();
  await send(photo);
}

async function sendFile(photo: File): Promise<void> {
  showWorking();
  await stage.showPhoto(photo);
  relabel();
  await send(photo);
}

async function send(photo: Blob): Promise<void> {
  const started = performance.now();
  try {
    if (task() === 'enroll') {
      const answer = await client.enroll(photo);
      showEnrolled(answer, performance.now() - started);
    } else {
      const answer = await client.verify(photo, task() === 'verify' ? 'me' : undefined);
      showRecognised(answer, performance.now() - started);
    }
  } catch (error) {
    showFailure(error);
  }
  if (session.current === undefined) return;
  await people.refresh(session.current);
  // The faces are drawn afterwards, so that they never delay the answer; without them the answer still stands.
  await client.analyze(photo).then(
    (analysis) => {
      stage.drawOnPhoto(analysis);
    },
    () => undefined,
  );
}
