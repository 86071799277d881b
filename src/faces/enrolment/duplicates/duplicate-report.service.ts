import { Inject, Injectable } from '@nestjs/common';
import type { AuthenticatedUser } from '../../../auth/authenticated-user.js';
import { isAllowed } from '../../../auth/scopes.js';
import { AppError } from '../../../common/app-error.js';
import { FaceAudit, type FaceOperation } from '../../audit/face-audit.js';
import { RECOGNITION_MODEL } from '../../embedding/models/recognition-model.provider.js';
import type { RecognitionModel } from '../../embedding/models/recognition-model.js';
import {
  type DuplicatePair,
  DuplicateReportRepository,
  type PairCursor,
  type ScanProgress,
} from './duplicate-report.repository.js';

/** A finished search is told again for this long; whoever asks later begins a new one, and gets the old pairs meanwhile. */
const LASTS_MS = 60 * 60_000;
const DEFAULT_PAGE = 100;

export interface DuplicateReport extends ScanProgress {
  pairs: DuplicatePair[];
  /** Pairs in all, not on this page. */
  total: number;
  /** null on the last page. */
  nextCursor: PairCursor | null;
}

/** Pairs of users who seem to be one person, for operators to delete one of, or to leave. */
@Injectable()
export class DuplicateReportService {
  constructor(
    private readonly report: DuplicateReportRepository,
    private readonly audit: FaceAudit,
    @Inject(RECOGNITION_MODEL) private readonly model: RecognitionModel,
  ) {}

  /** The first page begins the search, where it is time for one. @throws AppError FORBIDDEN */
  async read(
    caller: AuthenticatedUser,
    { limit = DEFAULT_PAGE, after }: { limit?: number | undefined; after?: PairCursor | undefined },
  ): Promise<DuplicateReport> {
    const operation: FaceOperation = { action: 'duplicates', caller };
    return this.audit.refusals(operation, async () => {
      if (!isAllowed(caller, 'duplicates')) throw new AppError('FORBIDDEN');
      const { version } = this.model;
      const progress = await this.report.request(version, LASTS_MS);
      const [found, total] = await Promise.all([
        this.report.page(version, limit + 1, after),
        this.report.count(version),
      ]);
      const pairs = found.slice(0, limit);
      const last = pairs.at(-1);
      await this.audit.record(operation, 'SUCCESS');
      const nextCursor = found.length > limit && last ? { probability: last.probability, id: last.id } : null;
      return { ...progress, pairs, total, nextCursor };
    });
  }
}
