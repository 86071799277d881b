import { ApiProperty } from '@nestjs/swagger';
import { type Direction, DIRECTIONS } from '../../liveness/challenge.js';
import { type Hint, HINTS } from '../../liveness/frame-hint.js';
import { LIVENESS_RULES } from '../../liveness/liveness-rules.js';
import { SESSION_STATES, type SessionState } from '../../liveness/liveness-session.js';
import { type Failure, FAILURES, type Instruction, INSTRUCTIONS } from '../../liveness/session-progress.js';

const framesLeft = {
  type: 'integer',
  minimum: 0,
  maximum: LIVENESS_RULES.frames,
  description: 'Frames that the session still takes.',
} as const;

export class LivenessInstruction {
  @ApiProperty({
    enum: INSTRUCTIONS,
    enumName: 'LivenessInstructionCode',
    description: 'The person’s own left and right; `straight`: into the camera.',
  })
  code!: Instruction;

  @ApiProperty({ description: 'For the person, in their language.', example: 'Regardez la caméra.' })
  message!: string;
}

export class LivenessHint {
  @ApiProperty({ enum: HINTS, enumName: 'LivenessHintCode' })
  code!: Hint;

  @ApiProperty({ example: 'Tournez la tête plus lentement.' })
  message!: string;
}

export class OpenedLivenessSession {
  @ApiProperty({ format: 'uuid' })
  session_id!: string;

  @ApiProperty({ description: 'The bearer token of this session’s frames, and of nothing else.' })
  session_token!: string;

  @ApiProperty({ format: 'date-time' })
  expires_at!: string;

  @ApiProperty({ type: LivenessInstruction })
  instruction!: LivenessInstruction;

  @ApiProperty(framesLeft)
  frames_left!: number;
}

export class LivenessFrameResponse {
  @ApiProperty({ enum: ['RUNNING', 'PASSED', 'FAILED'] })
  state!: 'RUNNING' | 'PASSED' | 'FAILED';

  @ApiProperty({
    type: LivenessInstruction,
    nullable: true,
    description: 'What the person is to do now; null once the session has ended.',
  })
  instruction!: LivenessInstruction | null;

  @ApiProperty({ type: LivenessHint, nullable: true, description: 'Why this frame did not count.' })
  hint!: LivenessHint | null;

  @ApiProperty(framesLeft)
  frames_left!: number;
}

export class LivenessSessionStatus {
  @ApiProperty({ enum: SESSION_STATES, enumName: 'LivenessState' })
  state!: SessionState;

  @ApiProperty({
    enum: FAILURES,
    enumName: 'LivenessFailure',
    nullable: true,
    description: 'Why it has failed.',
  })
  reason!: Failure | null;

  @ApiProperty({
    type: 'number',
    minimum: 0,
    maximum: 1,
    nullable: true,
    description: 'Median of the passive scores; null without the passive network, and before the pass.',
  })
  live_score!: number | null;

  @ApiProperty({
    enum: DIRECTIONS,
    enumName: 'LivenessDirection',
    isArray: true,
    description: 'The directions that were asked for, in their order.',
  })
  steps!: Direction[];
}

export class LivenessCancelled {
  @ApiProperty({ type: 'boolean', enum: [true] })
  success!: true;

  @ApiProperty({ example: 'Contrôle abandonné.' })
  message!: string;
}
