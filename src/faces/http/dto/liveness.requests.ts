import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { WholeNumber } from '../../../common/http/whole-number-field.decorator.js';
import { LIVENESS_RULES } from '../../liveness/liveness-rules.js';
import { type Purpose, PURPOSES } from '../../liveness/liveness-session.js';
import { PhotoForm } from './faces.requests.js';
import { SessionIdField, UserIdField } from './id-fields.js';

export class LivenessSessionBody {
  @ApiProperty({ enum: PURPOSES, description: 'What the session is for; it serves nothing else.' })
  @IsIn(PURPOSES)
  purpose!: Purpose;

  @UserIdField({
    required: false,
    description:
      'The `user_id` that enroll-face or verify-face will be sent; `me` is the caller. Enrolment is the caller’s own without it, verification finds out who it is.',
  })
  user_id?: string;
}

export class LivenessSessionParams {
  @SessionIdField()
  session_id!: string;
}

export class LivenessFrameForm extends PhotoForm {
  @WholeNumber({
    maximum: LIVENESS_RULES.frames,
    description: 'Number of the frame: 1, then always the last one plus 1.',
  })
  seq!: number;
}
