import { ApiProperty } from '@nestjs/swagger';
import type { ErrorCode } from '../../../common/error-codes.js';
import type { AnalyzedFace } from '../../embedding/photo-analysis.js';
import { boxProperty, QualityHint } from './analysis.responses.js';
import { NO_MATCH_CODES, type NoMatchCode } from '../../recognition/no-match.js';

export const ENROLMENT_WARNINGS = ['FACE_ALREADY_ENROLLED'] as const satisfies readonly ErrorCode[];

/** What was no reason to refuse the photo. */
export class EnrolmentWarning {
  @ApiProperty({ enum: ENROLMENT_WARNINGS })
  code!: (typeof ENROLMENT_WARNINGS)[number];

  @ApiProperty({ example: 'Ce visage est déjà enregistré pour une autre personne.' })
  message!: string;
}

export class EnrolledPhoto {
  @ApiProperty({
    enum: ['stored', 'near_copy'],
    description:
      '`near_copy`: nearly the same as another of the person’s photos, so that it adds nothing; not stored.',
  })
  outcome!: 'stored' | 'near_copy';

  @ApiProperty({ example: 'Visage enregistré avec succès.' })
  message!: string;
}

export class EnrollFaceResponse {
  @ApiProperty({ type: 'boolean', description: 'Always true.', example: true })
  success!: true;

  @ApiProperty({
    description: 'For the person, in their language.',
    example: 'Visage enregistré avec succès.',
  })
  message!: string;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'Encodings now stored for this user.',
    example: 1,
  })
  face_count!: number;

  @ApiProperty({
    type: [EnrolledPhoto],
    required: false,
    description: 'What became of each photo, in their order, where several were sent.',
  })
  photos?: EnrolledPhoto[];

  @ApiProperty({
    type: EnrolmentWarning,
    required: false,
    description:
      'The face is enrolled under another id too (`DUPLICATE_POLICY=warn`, or allowed by an admin).',
  })
  warning?: EnrolmentWarning;
}

const confidenceProperty = {
  type: 'number',
  minimum: 0,
  maximum: 1,
  description: 'Probability that it is this person; 0 without a match. Anonymous callers get one decimal.',
  example: 0.92,
} as const;

export class Candidate {
  @ApiProperty({ example: 'abc123' })
  user_id!: string;

  @ApiProperty({
    type: 'number',
    minimum: 0,
    maximum: 1,
    description: 'That it is this person, by the calibration.',
  })
  probability!: number;
}

export class VerifyFaceResponse {
  @ApiProperty()
  success!: boolean;

  @ApiProperty({ required: false, description: 'Who it is; only with a match.', example: 'abc123' })
  user_id?: string;

  @ApiProperty(confidenceProperty)
  confidence!: number;

  @ApiProperty({ description: 'For the person, in their language.', example: 'Visage reconnu.' })
  message!: string;

  @ApiProperty({
    enum: NO_MATCH_CODES,
    enumName: 'NoMatchCode',
    required: false,
    description: 'Why there is no match.',
  })
  code?: NoMatchCode;

  @ApiProperty({ type: [QualityHint], required: false, description: 'What to change before the next photo.' })
  hints?: QualityHint[];

  @ApiProperty({
    type: [Candidate],
    required: false,
    description:
      'Likeliest first, also where nobody is named; where they were asked for, and for the role `admin` only.',
  })
  candidates?: Candidate[];
}

export class CompareFacesResponse {
  @ApiProperty()
  success!: boolean;

  @ApiProperty(confidenceProperty)
  confidence!: number;

  @ApiProperty({ example: 'Les deux photos montrent la même personne.' })
  message!: string;

  @ApiProperty({ enum: NO_MATCH_CODES, enumName: 'NoMatchCode', required: false })
  code?: NoMatchCode;
}

export class UsersEnrolledResponse {
  @ApiProperty({ type: [String], example: ['u1', 'u2'] })
  enrolled_users!: string[];

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Enrolled users in all.', example: 2 })
  total_count!: number;

  @ApiProperty({
    required: false,
    description:
      'Present when a page was asked for and there is another one: the `cursor` of the next request.',
    example: 'u2',
  })
  next_cursor?: string;
}

export class DeleteFaceResponse {
  @ApiProperty({ type: 'boolean', description: 'Always true.', example: true })
  success!: true;

  @ApiProperty({ example: 'Enregistrement supprimé.' })
  message!: string;
}

export class UnlockResponse {
  @ApiProperty({ type: 'boolean', description: 'Always true.', example: true })
  success!: true;

  @ApiProperty({ example: 'Vérification déverrouillée.' })
  message!: string;
}

export class IdentifiedFace extends VerifyFaceResponse {
  @ApiProperty(boxProperty)
  box!: AnalyzedFace['box'];
}

export class IdentifyFacesResponse {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Of the upright photo, in pixels.' })
  width!: number;

  @ApiProperty({ type: 'integer', minimum: 1 })
  height!: number;

  @ApiProperty({ type: [IdentifiedFace], description: 'Largest first, at most 20.' })
  faces!: IdentifiedFace[];
}
