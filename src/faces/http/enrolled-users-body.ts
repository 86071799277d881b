import { Injectable } from '@nestjs/common';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { EnrolmentService } from '../enrolment/enrolment.service.js';
import { listedAll } from './faces.presenter.js';

/** How old the list may be where another replica, or an import, has changed it; this process's own changes show at once. */
const LASTS_MS = 1_000;

interface Body {
  /** The enrolment's `changes` when it was begun. */
  changes: number;
  doneAtMs: number;
  chunks: readonly Buffer[];
}

/**
 * The unpaged list as the bytes of its answer. Of many users it is megabytes and takes the database a while: all who ask at the same time
 * share one run, and its bytes.
 */
@Injectable()
export class EnrolledUsersBody {
  private kept: Body | null = null;
  private running: { changes: number; body: Promise<Body> } | null = null;

  constructor(private readonly enrolment: EnrolmentService) {}

  /** @throws AppError FORBIDDEN, DB_UNAVAILABLE */
  async read(caller: AuthenticatedUser): Promise<readonly Buffer[]> {
    this.enrolment.checkMayList(caller);
    const { changes } = this.enrolment;
    const { kept } = this;
    if (kept?.changes === changes && performance.now() - kept.doneAtMs < LASTS_MS) return kept.chunks;
    if (this.running?.changes !== changes) {
      const started = { changes, body: this.make(changes) };
      this.running = started;
      const forget = () => {
        if (this.running === started) this.running = null;
      };
      started.body.then(forget, forget);
    }
    const body = await this.running.body;
    this.kept = body;
    return body.chunks;
  }

  private async make(changes: number): Promise<Body> {
    const chunks: Buffer[] = [];
    for await (const text of listedAll(this.enrolment.listAll())) chunks.push(Buffer.from(text));
    return { changes, doneAtMs: performance.now(), chunks };
  }
}
