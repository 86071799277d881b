import { setTimeout as delay } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { PeriodicWork } from '../../../common/lifecycle/periodic-work.js';
import { reasonOf } from '../../../common/reason-of.js';
import { RECOGNITION_MODEL } from '../../embedding/models/recognition-model.provider.js';
import type { RecognitionModel } from '../../embedding/models/recognition-model.js';
import type { StoredTemplate } from '../../gallery/template-matrix.js';
import { DuplicateFinder } from '../../recognition/duplicate-finder.js';
import { DuplicateReportRepository } from './duplicate-report.repository.js';

/** How soon a search that somebody has asked for begins. */
const INTERVAL_MS = 5_000;
/** Users whom a replica looks for before another one may go on. */
const SLICE = 50;
/** What is left of a slice when its replica was killed goes on after this long. */
const LEASE_MS = 10 * 60_000;
/** Of the time, one part in ten searches: the gallery and the processor are there for those who wait for an answer. */
const REST_PER_WORK = 9;
const REST_MAX_MS = 2_000;

/** Looks for each user among the others, slowly, when somebody has asked for the report. */
@Injectable()
export class DuplicateScanService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Duplicates');
  private readonly work = new PeriodicWork(() => this.scan(), INTERVAL_MS);

  constructor(
    private readonly report: DuplicateReportRepository,
    private readonly finder: DuplicateFinder,
    @Inject(RECOGNITION_MODEL) private readonly model: RecognitionModel,
  ) {}

  onApplicationBootstrap(): void {
    this.work.start();
  }

  /** Before the gallery and the database are closed. */
  onModuleDestroy(): Promise<void> {
    return this.work.stop();
  }

  /** Goes on where the search is, by this replica or another one. What fails is tried again. */
  private async scan(): Promise<void> {
    const { version } = this.model;
    try {
      let slice: StoredTemplate[] | undefined;
      do {
        slice = await this.report.claim(version, SLICE, LEASE_MS);
        if (slice === undefined) return;
        for (const template of slice) {
          if (this.work.isStopped) break;
          await this.lookFor(template);
        }
        if (slice.length === 0) await this.report.finish(version);
        await this.report.release(version);
      } while (slice.length > 0 && !this.work.isStopped);
    } catch (error) {
      this.logger.warn(`The search for duplicates stopped and will go on: ${reasonOf(error)}`);
    }
  }

  private async lookFor({ userId, mean }: StoredTemplate): Promise<void> {
    const begunMs = performance.now();
    const doubles = await this.finder.doublesOf(userId, mean);
    const found = doubles.map(({ userId: other, probability }) => ({
      userIds: sorted(userId, other),
      probability,
    }));
    await this.report.advance(this.model.version, userId, found);
    await delay(Math.min(REST_MAX_MS, REST_PER_WORK * (performance.now() - begunMs)));
  }
}

/** By UTF-8 bytes, as the table's collation "C" has it. */
function sorted(one: string, other: string): [string, string] {
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0 ? [one, other] : [other, one];
}
