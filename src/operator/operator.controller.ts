import { hostname } from 'node:os';
import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AuditReportRepository } from '../audit/audit-report.repository.js';
import { DistanceEvidence } from '../faces/decision/distance-evidence.js';
import { FaceEmbeddingService } from '../faces/embedding/face-embedding.service.js';
import { EnrolledPeopleRepository } from '../faces/enrolment/enrolled-people.repository.js';
import { ReplicaAgreement } from '../faces/enrolment/replicas/replica-agreement.js';
import { Gallery } from '../faces/gallery/gallery.js';
import { KnownQuery, KnownQueryGuard } from '../faces/http/known-query.guard.js';
import { MatchLimits } from '../faces/recognition/match-limits.js';
import { VerificationLockRepository } from '../faces/verification-lock/verification-lock.repository.js';
import { Metrics } from '../observability/metrics.js';
import { AdminGuard } from './admin.guard.js';
import { ActivityQuery, AuditQuery, PeopleQuery } from './dto/operator.requests.js';
import {
  ActivityResponse,
  AuditResponse,
  LocksResponse,
  PeopleResponse,
  ReplicaResponse,
  ThresholdsResponse,
} from './dto/operator.responses.js';
import { DocumentOperator } from './operator.docs.js';
import * as present from './operator.presenter.js';
import { routeLatencies } from './replica-state.js';
import { thresholdsFor } from './thresholds.js';

const DAY_MS = 86_400_000;
const LOCKS_MAX = 100;

/** What the operator's page shows. Reads only. */
@ApiTags('operator')
@UseGuards(AdminGuard, KnownQueryGuard)
@Controller('ml/operator')
export class OperatorController {
  constructor(
    private readonly audit: AuditReportRepository,
    private readonly people: EnrolledPeopleRepository,
    private readonly locks: VerificationLockRepository,
    private readonly evidence: DistanceEvidence,
    private readonly limits: MatchLimits,
    private readonly gallery: Gallery,
    private readonly inference: FaceEmbeddingService,
    private readonly metrics: Metrics,
    private readonly replicas: ReplicaAgreement,
  ) {}

  @Get('activity')
  @KnownQuery(ActivityQuery)
  @DocumentOperator('operatorActivity', 'What was done, and what came of it, by day', ActivityResponse)
  async activity(@Query() { days }: ActivityQuery): Promise<ActivityResponse> {
    return { outcomes: await this.audit.countByDay(new Date(Date.now() - days * DAY_MS)) };
  }

  @Get('audit')
  @KnownQuery(AuditQuery)
  @DocumentOperator('operatorAudit', 'Entries of the audit log, by filters', AuditResponse)
  async entries(@Query() query: AuditQuery): Promise<AuditResponse> {
    return present.auditPage(await this.audit.search({ ...query, limit: query.limit + 1 }), query.limit);
  }

  @Get('locks')
  @DocumentOperator('operatorLocks', 'Claims that have to wait after failures', LocksResponse)
  async lockedClaims(): Promise<LocksResponse> {
    return present.locks(await this.locks.locked(LOCKS_MAX));
  }

  @Get('people')
  @KnownQuery(PeopleQuery)
  @DocumentOperator(
    'operatorPeople',
    'Who is enrolled, since when and with how many encodings',
    PeopleResponse,
  )
  async enrolled(@Query() query: PeopleQuery): Promise<PeopleResponse> {
    return present.peoplePage(await this.people.page(query), query.limit);
  }

  @Get('thresholds')
  @DocumentOperator(
    'operatorThresholds',
    'The limits of decisions, and the error rates of others',
    ThresholdsResponse,
    'FPIR among N people: 1 − (1 − FMR)^N; FNIR: the FNMR of the same distance.',
  )
  async thresholds(): Promise<ThresholdsResponse> {
    const { users } = await this.gallery.size();
    return present.thresholds(thresholdsFor(this.evidence, this.limits, users), this.limits);
  }

  @Get('replica')
  @DocumentOperator(
    'operatorReplica',
    'Queue and latency of the replica that answers, and the last word of the others',
    ReplicaResponse,
    'Latencies of all replicas: `/metrics` of each.',
  )
  async replica(): Promise<ReplicaResponse> {
    const about = { host: hostname(), uptimeS: process.uptime() };
    const routes = await routeLatencies(this.metrics);
    return present.replica(about, this.inference.status, routes, await this.replicas.lastWords());
  }
}
