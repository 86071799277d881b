import type { FaceClient, LivenessPurpose } from '../../../packages/client/src/index.js';
import type { AnswerCard } from '../answer/answer-card.js';
import type { Answer } from '../answer/answer.js';
import { enrolledAnswer, recognisedAnswer } from '../answer/answers.js';
import { failureAnswer } from '../answer/failures.js';
import { byId } from '../dom.js';
import type { Task } from '../task/tasks.js';
import type { Turns } from '../task/turns.js';
import { noCameraAnswer, notPassedAnswer } from './liveness-answer.js';
import { LivenessGuide, NoCamera } from './liveness-guide.js';

export interface LivenessFlowParts {
  /** One that does not repeat by itself: the next picture is a better try. */
  client: FaceClient;
  card: AnswerCard;
  turns: Turns;
  /** After what may have changed who is enrolled. */
  settled: () => void;
}

/** Enrols and recognises by a liveness session where the service takes no plain photo. */
export class LivenessFlow {
  private readonly stage = byId('stage', HTMLDivElement);
  private requiredFor: readonly LivenessPurpose[] = [];

  constructor(private readonly parts: LivenessFlowParts) {}

  /** Asks the service what it wants; without an answer a photo is tried. */
  async learn(): Promise<void> {
    this.requiredFor = await this.parts.client.health().then(
      ({ liveness_required_for: purposes }) => purposes,
      () => [],
    );
  }

  isNeededFor(task: Task): boolean {
    return task !== 'compare' && this.requiredFor.includes(purposeOf(task));
  }

  async begin(task: Task): Promise<void> {
    const { turns, card, settled } = this.parts;
    await turns.take(async (isCurrent) => {
      const answer = await this.answer(task);
      if (!isCurrent()) return;
      if (answer !== undefined) card.show(answer);
      settled();
    });
  }

  /** undefined: the person has given up. */
  private async answer(task: Task): Promise<Answer | undefined> {
    const { client, card } = this.parts;
    const guide = new LivenessGuide(this.stage, client);
    const userId = task === 'verify' ? 'me' : undefined;
    try {
      const outcome = await guide.run(purposeOf(task), userId);
      if (!outcome.passed) return notPassedAnswer(outcome.reason);
      card.showWorking();
      const started = performance.now();
      const { sessionId } = outcome;
      if (task === 'enroll') {
        const enrolled = await client.enrollBySession(sessionId);
        return enrolledAnswer(enrolled, performance.now() - started);
      }
      const recognised = await client.verifyBySession(sessionId, userId);
      return recognisedAnswer(recognised, performance.now() - started);
    } catch (error) {
      if (guide.isGivenUp) return undefined;
      if (error instanceof NoCamera) return noCameraAnswer(error);
      return failureAnswer(error);
    }
  }
}

function purposeOf(task: Task): LivenessPurpose {
  return task === 'enroll' ? 'enroll' : 'verify';
}
