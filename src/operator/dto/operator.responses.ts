import { ApiProperty } from '@nestjs/swagger';
import { CALLER_CLASSES, type CallerClass } from '../../faces/verification-lock/verification-lock.policy.js';

export class DailyOutcome {
  @ApiProperty({ format: 'date', description: 'UTC.', example: '2026-11-23' })
  day!: string;

  @ApiProperty({ example: 'identify', description: 'As in the audit log.' })
  action!: string;

  @ApiProperty({ example: 'NO_MATCH', description: '`SUCCESS`, or the code of the refusal or of the “no”.' })
  outcome!: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  count!: number;
}

export class ActivityResponse {
  @ApiProperty({ type: [DailyOutcome] })
  outcomes!: DailyOutcome[];
}

export class AuditEntryResponse {
  @ApiProperty({ example: '4711' })
  id!: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-23T10:00:00.000000Z' })
  at!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'Who did it; null: nobody with a token.' })
  actor!: string | null;

  @ApiProperty({ example: 'admin' })
  actor_role!: string;

  @ApiProperty({ example: 'delete' })
  action!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'Whose data it was about.' })
  subject!: string | null;

  @ApiProperty({ example: 'SUCCESS' })
  outcome!: string;
}

export class AuditResponse {
  @ApiProperty({ type: [AuditEntryResponse], description: 'The newest first.' })
  entries!: AuditEntryResponse[];

  @ApiProperty({ required: false, description: 'Where older ones follow: `before` of the next page.' })
  next_before?: string;
}

export class LockResponse {
  @ApiProperty({ description: 'Who was claimed to be.' })
  user_id!: string;

  @ApiProperty({ enum: CALLER_CLASSES, description: 'The class of callers that has to wait.' })
  caller!: CallerClass;

  @ApiProperty({ type: 'integer' })
  failures!: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Seconds; null: until somebody opens it.' })
  locked_for_s!: number | null;
}

export class LocksResponse {
  @ApiProperty({ type: [LockResponse], description: 'Those that wait longest, at most 100.' })
  locks!: LockResponse[];
}

export class PersonResponse {
  @ApiProperty()
  user_id!: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  encodings!: number;

  @ApiProperty({ format: 'date-time', description: 'Of the oldest encoding that is kept.' })
  first_at!: string;

  @ApiProperty({ format: 'date-time' })
  last_at!: string;
}

export class PeopleResponse {
  @ApiProperty({ type: [PersonResponse] })
  people!: PersonResponse[];

  @ApiProperty({ required: false, description: '`cursor` of the next page.' })
  next_cursor?: string;
}

export class ErrorPointResponse {
  @ApiProperty({ description: 'Match at or below it: 0..2.' })
  distance!: number;

  @ApiProperty({ description: 'Share of impostors who pass one comparison.' })
  fmr!: number;

  @ApiProperty({ description: 'Share of photos of the person that do not.' })
  fnmr!: number;
}

export class ErrorCurveResponse {
  @ApiProperty({ type: 'integer', description: 'Encodings in the template.' })
  encodings!: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Where a search names, now; null: nobody is named.',
  })
  search_distance!: number | null;

  @ApiProperty({ type: 'number', nullable: true, description: 'Where a claim passes, now.' })
  claim_distance!: number | null;

  @ApiProperty({ type: [ErrorPointResponse] })
  points!: ErrorPointResponse[];
}

export class ThresholdsResponse {
  @ApiProperty({ type: 'integer', description: 'People who can be recognised.' })
  users!: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Greatest FMR that a search names by, at this number.',
  })
  search_fmr!: number | null;

  @ApiProperty({ description: 'Greatest FMR that a claim passes by.' })
  claim_fmr!: number;

  @ApiProperty({ description: '`MAX_FPIR`' })
  max_fpir!: number;

  @ApiProperty({ description: '`MAX_FMR`' })
  max_fmr!: number;

  @ApiProperty({ type: [ErrorCurveResponse] })
  curves!: ErrorCurveResponse[];
}

export class RouteLatencyResponse {
  @ApiProperty({ example: '/ml/verify-face' })
  route!: string;

  @ApiProperty({ type: 'integer' })
  requests!: number;

  @ApiProperty()
  mean_ms!: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: '95 % stay below; null: beyond what is counted.',
  })
  p95_ms!: number | null;
}

class ReplicaHealth {
  @ApiProperty({ example: 'worker-7f3a' })
  host!: string;

  @ApiProperty()
  ready!: boolean;

  @ApiProperty({ type: 'integer' })
  workers_alive!: number;

  @ApiProperty({ type: 'integer' })
  workers_wanted!: number;

  @ApiProperty({ type: 'integer', description: 'Photos that wait.' })
  queue_depth!: number;

  @ApiProperty({ type: 'integer' })
  queue_limit!: number;
}

export class OtherReplicaResponse extends ReplicaHealth {
  @ApiProperty({ example: '1.0.0' })
  version!: string;

  @ApiProperty({ format: 'date-time' })
  started_at!: string;

  @ApiProperty({ format: 'date-time', description: 'When it said so; each does once a minute.' })
  said_at!: string;
}

export class ReplicaResponse extends ReplicaHealth {
  @ApiProperty({ type: 'integer', description: 'Seconds since its start.' })
  uptime_s!: number;

  @ApiProperty({ type: [RouteLatencyResponse], description: 'Since its start, the most used first.' })
  routes!: RouteLatencyResponse[];

  @ApiProperty({
    type: [OtherReplicaResponse],
    description: 'Those on the same database that were heard of in the last three minutes.',
  })
  others!: OtherReplicaResponse[];
}
