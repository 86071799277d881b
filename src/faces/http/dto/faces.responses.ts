import { ApiProperty } from '@nestjs/swagger';
import type { ErrorCode } from '../../../common/error-codes.js';
import { type AnalyzedFace, QUALITY_CODES, type QualityCode } from '../../embedding/photo-analysis.js';
import { NO_MATCH_CODES, type NoMatchCode } from '../../recognition/no-match.js';

export const ENROLMENT_WARNINGS = ['FACE_ALREADY_ENROLLED'] as const satisfies readonly ErrorCode[];

/** What was no reason to refuse the photo. */
export class EnrolmentWarning {
  @ApiProperty({ enum: ENROLMENT_WARNINGS })
  code!: (typeof ENROLMENT_WARNINGS)[number];

  @ApiProperty({ example: 'Ce visage est déjà enregistré pour une autre personne.' })
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
    type: EnrolmentWarning,
    required: false,
    description:
      'The face is enrolled under another id too (`DUPLICATE_POLICY=warn`, or allowed by an admin).',
  })
  warning?: EnrolmentWarning;
}

/** What the person could change before the next photo. */
export class QualityHint {
  @ApiProperty({ enum: QUALITY_CODES, enumName: 'QualityCode' })
  code!: QualityCode;

  @ApiProperty({ example: 'Le visage est trop petit. Rapprochez-vous de la caméra.' })
  message!: string;
}

const confidenceProperty = {
  type: 'number',
  minimum: 0,
  maximum: 1,
  description: 'Probability that it is this person; 0 without a match. Anonymous callers get one decimal.',
  example: 0.92,
} as const;

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

const POINT = {
  type: 'object' as const,
  required: ['x', 'y'],
  properties: { x: { type: 'number' as const }, y: { type: 'number' as const } },
};

export class AnalyzedFaceResponse {
  @ApiProperty(numbers(['x', 'y', 'width', 'height'], 'Pixels of the upright photo, origin top left.'))
  box!: AnalyzedFace['box'];

  @ApiProperty({ minimum: 0, maximum: 1, description: 'The detector’s probability.' })
  score!: number;

  @ApiProperty({
    type: 'array',
    minItems: 68,
    maxItems: 68,
    items: POINT,
    description: 'The 68 points of the iBUG 300-W layout, in pixels of the upright photo.',
  })
  landmarks!: AnalyzedFace['landmarks'];

  @ApiProperty(
    numbers(
      ['yaw', 'pitch', 'roll'],
      'Degrees. Yaw > 0: towards the person’s left; pitch > 0: up; roll > 0: clockwise in the image.',
    ),
  )
  pose!: AnalyzedFace['pose'];

  @ApiProperty(
    numbers(
      ['interocularPx', 'facePx', 'sharpness', 'brightness', 'contrast', 'visibleShare'],
      'Measures that the hints come from: pixels of the photo; edge variance per luma variance, weaker direction; luma 0..255; share 0..1.',
    ),
  )
  quality!: AnalyzedFace['quality'];

  @ApiProperty({
    type: 'number',
    minimum: 0,
    maximum: 1,
    nullable: true,
    description:
      'How much the most prominent face looks like a person and not like a print or a screen, in this one picture; null for every other face, and where the networks for it are not installed.',
  })
  live_score!: number | null;

  @ApiProperty({
    type: [QualityHint],
    description: 'What to change; empty when the face is fit to be enrolled.',
  })
  hints!: QualityHint[];
}

export class AnalyzeFaceResponse {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Of the upright photo, in pixels.' })
  width!: number;

  @ApiProperty({ type: 'integer', minimum: 1 })
  height!: number;

  @ApiProperty({ type: [AnalyzedFaceResponse], description: 'Largest first.' })
  faces!: AnalyzedFaceResponse[];

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    description: 'Index in `faces` of the person who is meant; null when nobody is or several could be.',
  })
  subject!: number | null;
}

function numbers<Name extends string>(names: Name[], description: string) {
  return {
    type: 'object' as const,
    required: names,
    selfRequired: true,
    properties: Object.fromEntries(names.map((name) => [name, { type: 'number' as const }])),
    description,
  };
}
