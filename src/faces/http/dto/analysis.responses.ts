import { ApiProperty } from '@nestjs/swagger';
import { type AnalyzedFace, QUALITY_CODES, type QualityCode } from '../../embedding/photo-analysis.js';

/** What the person could change before the next photo. */
export class QualityHint {
  @ApiProperty({ enum: QUALITY_CODES, enumName: 'QualityCode' })
  code!: QualityCode;

  @ApiProperty({ example: 'Le visage est trop petit. Rapprochez-vous de la caméra.' })
  message!: string;
}

const POINT = {
  type: 'object' as const,
  required: ['x', 'y'],
  properties: { x: { type: 'number' as const }, y: { type: 'number' as const } },
};

export const boxProperty = numbers(
  ['x', 'y', 'width', 'height'],
  'Pixels of the upright photo, origin top left.',
);

export const qualityProperty = numbers(
  ['interocularPx', 'facePx', 'sharpness', 'brightness', 'contrast', 'visibleShare'],
  'Measures that the hints come from: pixels of the photo; edge variance per luma variance, weaker direction; luma 0..255; share 0..1.',
);

export class AnalyzedFaceResponse {
  @ApiProperty(boxProperty)
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

  @ApiProperty(qualityProperty)
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
