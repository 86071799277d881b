import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../../auth/auth.decorators.js';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import type { PairCursor } from '../enrolment/duplicates/duplicate-report.repository.js';
import {
  type DuplicateReport,
  DuplicateReportService,
} from '../enrolment/duplicates/duplicate-report.service.js';
import { DuplicatesQuery, type DuplicatesResponse } from './dto/duplicates.js';
import { DocumentDuplicates } from './enrolments.docs.js';
import { KnownQuery, KnownQueryGuard } from './known-query.guard.js';

/** Who is enrolled twice. */
@ApiTags('faces')
@UseGuards(KnownQueryGuard)
@Controller('ml/duplicates')
export class DuplicatesController {
  constructor(private readonly report: DuplicateReportService) {}

  @Get()
  @KnownQuery(DuplicatesQuery)
  @DocumentDuplicates()
  async read(
    @CurrentUser() caller: AuthenticatedUser,
    @Query() { limit, cursor }: DuplicatesQuery,
  ): Promise<DuplicatesResponse> {
    return presented(await this.report.read(caller, { limit, after: cursorOf(cursor) }));
  }
}

function cursorOf(text: string | undefined): PairCursor | undefined {
  if (text === undefined) return undefined;
  const [probability, id] = text.split('-').map(Number);
  return { probability: probability ?? 0, id: id ?? 0 };
}

function presented(report: DuplicateReport): DuplicatesResponse {
  const { startedAt, finishedAt, scanned, pairs, total, nextCursor } = report;
  return {
    state: finishedAt === null ? 'running' : 'done',
    scanned,
    started_at: startedAt,
    finished_at: finishedAt,
    pairs: pairs.map(({ userIds, probability }) => ({ user_ids: userIds, probability })),
    total_count: total,
    ...(nextCursor === null ? {} : { next_cursor: `${nextCursor.probability.toFixed(3)}-${nextCursor.id}` }),
  };
}
