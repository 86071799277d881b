import type { AuditLine } from '../audit/audit-report.repository.js';
import type { FaceEmbeddingService } from '../faces/embedding/face-embedding.service.js';
import type { EnrolledPerson } from '../faces/enrolment/enrolled-people.repository.js';
import type { MatchLimits } from '../faces/recognition/match-limits.js';
import type { ReplicaWord } from '../faces/enrolment/replicas/replica-settings.repository.js';
import type { LockedClaim } from '../faces/verification-lock/verification-lock.repository.js';
import type {
  AuditResponse,
  LocksResponse,
  PeopleResponse,
  ReplicaResponse,
  ThresholdsResponse,
} from './dto/operator.responses.js';
import type { RouteLatency } from './replica-state.js';
import type { Thresholds } from './thresholds.js';

/** From what the repositories read to the bodies of the answers. A page is one row longer when more follow. */

export function auditPage(lines: readonly AuditLine[], limit: number): AuditResponse {
  const shown = lines.slice(0, limit);
  const last = lines.length > limit ? shown.at(-1) : undefined;
  return {
    entries: shown.map(({ id, at, actor, actorRole, action, subject, outcome }) => ({
      id,
      at,
      actor,
      actor_role: actorRole,
      action,
      subject,
      outcome,
    })),
    ...(last === undefined ? {} : { next_before: last.id }),
  };
}

export function peoplePage(people: readonly EnrolledPerson[], limit: number): PeopleResponse {
  const shown = people.slice(0, limit);
  const last = people.length > limit ? shown.at(-1) : undefined;
  return {
    people: shown.map(({ userId, encodings, firstAt, lastAt }) => ({
      user_id: userId,
      encodings,
      first_at: firstAt,
      last_at: lastAt,
    })),
    ...(last === undefined ? {} : { next_cursor: last.userId }),
  };
}

export function locks(claims: readonly LockedClaim[]): LocksResponse {
  return {
    locks: claims.map(({ userId, caller, failures, lockedForS }) => ({
      user_id: userId,
      caller,
      failures,
      locked_for_s: lockedForS,
    })),
  };
}

export function thresholds(
  { users, searchFmr, claimFmr, curves }: Thresholds,
  { maxFpir, maxFmr }: MatchLimits,
): ThresholdsResponse {
  return {
    users,
    search_fmr: searchFmr,
    claim_fmr: claimFmr,
    max_fpir: maxFpir,
    max_fmr: maxFmr,
    curves: curves.map(({ encodings, searchDistance, claimDistance, points }) => ({
      encodings,
      search_distance: searchDistance,
      claim_distance: claimDistance,
      points,
    })),
  };
}

export function replica(
  { host, uptimeS }: { host: string; uptimeS: number },
  { ready, workers, queueDepth, queueLimit }: FaceEmbeddingService['status'],
  routes: readonly RouteLatency[],
  others: readonly ReplicaWord[],
): ReplicaResponse {
  return {
    host,
    uptime_s: Math.round(uptimeS),
    ready,
    workers_alive: workers.alive,
    workers_wanted: workers.wanted,
    queue_depth: queueDepth,
    queue_limit: queueLimit,
    routes: routes.map(({ route, requests, meanMs, p95Ms }) => ({
      route,
      requests,
      mean_ms: Math.round(meanMs),
      p95_ms: p95Ms,
    })),
    others: others.map((other) => ({
      host: other.host,
      version: other.version,
      started_at: other.startedAt,
      said_at: other.saidAt.toISOString(),
      ready: other.ready,
      workers_alive: other.workersAlive,
      workers_wanted: other.workersWanted,
      queue_depth: other.queueDepth,
      queue_limit: other.queueLimit,
    })),
  };
}
