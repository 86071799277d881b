import type { FaceClient } from '../../../packages/client/src/index.js';
import type { AnswerCard } from '../answer/answer-card.js';
import type { Answer } from '../answer/answer.js';
import {
  comparedAnswer,
  consentRefusedAnswer,
  enrolledAnswer,
  noPictureAnswer,
  recognisedAnswer,
} from '../answer/answers.js';
import type { Asked } from '../answer/curl.js';
import { failureAnswer } from '../answer/failures.js';
import { askConsent } from './consent.js';
import type { Stage } from '../stage/stage.js';
import type { Task } from './tasks.js';
import type { Turns } from './turns.js';

export interface SubmissionParts {
  client: FaceClient;
  stage: Stage;
  card: AnswerCard;
  turns: Turns;
  /** Whether anybody is signed in, whose request the drawing of the faces would be. */
  isSignedIn: () => boolean;
  /** After what may have changed who is enrolled. */
  settled: () => void;
}

interface Sent {
  answer: Answer;
  asked: Asked;
  /** Written below the face; null: the photo was not sent, and is not. */
  label: string | null;
}

/** Sends photos for a task, shows the answer, then what the service saw in the last of them. */
export class Submission {
  private last: { photos: Blob[]; task: Task } | undefined;

  constructor(private readonly parts: SubmissionParts) {}

  /** @param take gives the photos, e.g. from the camera; when it fails nothing is sent */
  async send(task: Task, take: () => Promise<Blob[]>): Promise<void> {
    const { turns, card, stage } = this.parts;
    await turns.take(async (isCurrent) => {
      card.showWorking();
      const photos = await take().catch(() => []);
      if (!isCurrent()) return;
      const shown = photos.at(-1);
      if (shown === undefined) {
        card.show(noPictureAnswer());
        return;
      }
      this.last = { photos, task };
      await stage.showPhoto(shown);
      if (isCurrent()) await this.answer(task, photos, shown, isCurrent);
    });
  }

  /** The last photos once more, for what passes by itself. */
  async again(): Promise<void> {
    const { last } = this;
    if (last !== undefined) await this.send(last.task, () => Promise.resolve(last.photos));
  }

  forget(): void {
    this.last = undefined;
  }

  private async answer(task: Task, photos: Blob[], photo: Blob, isCurrent: () => boolean): Promise<void> {
    const { client, card, stage, isSignedIn, settled } = this.parts;
    const { answer, asked, label } = await this.ask(task, photos);
    if (!isCurrent()) return;
    card.show(answer, asked);
    settled();
    if (label === null || !isSignedIn()) return;
    // The faces are drawn afterwards, so that they never delay the answer; without them the answer still stands.
    void client.analyze(photo).then(
      (analysis) => {
        stage.drawOnPhoto(photo, analysis, { colour: answer.tone, label });
      },
      () => undefined,
    );
  }

  private async ask(task: Task, photos: Blob[]): Promise<Sent> {
    const started = performance.now();
    const asked = askedFor(task, photos.length);
    try {
      return { asked, ...(await this.request(task, photos, () => performance.now() - started)) };
    } catch (error) {
      return { asked, answer: failureAnswer(error), label: '' };
    }
  }

  private async request(
    task: Task,
    photos: Blob[],
    tookMs: () => number,
  ): Promise<Pick<Sent, 'answer' | 'label'>> {
    const { client } = this.parts;
    const [first, second] = photos;
    if (task === 'enroll') return this.enrolled(photos);
    if (task === 'compare') {
      if (first === undefined || second === undefined) throw new Error('Two photos are compared');
      return { answer: comparedAnswer(await client.compare(first, second), tookMs()), label: '' };
    }
    const recognised = await client.verify(photos, task === 'verify' ? 'me' : undefined);
    return { answer: recognisedAnswer(recognised, tookMs()), label: recognised.user_id ?? '' };
  }

  /** All photos in one request: they are stored together, or none is. */
  private async enrolled(photos: Blob[]): Promise<Pick<Sent, 'answer' | 'label'>> {
    const { client, card } = this.parts;
    const consent = await askConsent(client, () => {
      card.hide();
    });
    if (consent === null) return { answer: consentRefusedAnswer(), label: null };
    card.showWorking();
    const started = performance.now();
    const enrolled = await client.enroll(photos, undefined, consent);
    return { answer: enrolledAnswer(enrolled, performance.now() - started), label: '' };
  }
}

function askedFor(task: Task, count: number): Asked {
  const photos = Array<string>(count).fill('file');
  switch (task) {
    case 'enroll':
      return { method: 'POST', path: '/ml/enroll-face', photos };
    case 'compare':
      return { method: 'POST', path: '/ml/compare-faces', photos: ['file_a', 'file_b'] };
    case 'identify':
      return { method: 'POST', path: '/ml/verify-face', photos };
    case 'verify':
      return { method: 'POST', path: '/ml/verify-face', fields: { user_id: 'me' }, photos };
  }
}
