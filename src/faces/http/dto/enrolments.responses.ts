import { ApiProperty } from '@nestjs/swagger';
import type { QualityMeasures } from '../../embedding/photo-analysis.js';
import { qualityProperty } from './analysis.responses.js';

const TIME = { type: 'string', format: 'date-time', example: '2026-11-26T09:30:00.000Z' } as const;

export class EncodingEntry {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'For `DELETE …/encodings/{encoding_id}`.',
    example: 1,
  })
  id!: number;

  @ApiProperty({
    description: 'Version of the pipeline that made it.',
    example: 'mobilefacenet/arcface-112/flip',
  })
  model!: string;

  @ApiProperty(TIME)
  created_at!: string;

  @ApiProperty({
    description: 'Whether the person is recognised by it: false for recognition networks no longer in use.',
  })
  compared!: boolean;

  @ApiProperty({
    ...qualityProperty,
    nullable: true,
    description:
      'Of the photo as it was enrolled, as `analyze-face` measures it; null for a live face and for older photos.',
  })
  quality!: QualityMeasures | null;
}

export class GivenConsent {
  @ApiProperty({ description: 'Of the operator’s text.', example: '2026-11' })
  version!: string;

  @ApiProperty(TIME)
  given_at!: string;

  @ApiProperty({ description: 'False: by whoever enrolled the person.' })
  by_yourself!: boolean;
}

export class ConsentTermsResponse {
  @ApiProperty({ description: 'Whether an enrolment needs the field `consent`.' })
  required!: boolean;

  @ApiProperty({ required: false, description: 'What `consent` has to be.', example: '2026-11' })
  version?: string;

  @ApiProperty({
    type: 'string',
    required: false,
    nullable: true,
    description: 'The text in the caller’s language; null where the operator shows it elsewhere.',
  })
  text?: string | null;
}

export class EnrolmentRecordResponse {
  @ApiProperty({ example: 'u1' })
  user_id!: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Encodings stored.', example: 1 })
  face_count!: number;

  @ApiProperty({
    description: 'Nothing stored can be compared any more: the person has to be enrolled again.',
  })
  needs_new_photo!: boolean;

  @ApiProperty({
    ...TIME,
    nullable: true,
    description: 'Last success of a verification or a search since this enrolment began, whoever asked.',
  })
  last_recognised_at!: string | null;

  @ApiProperty({ description: 'The person has not agreed to the text that is in force (`CONSENT_VERSION`).' })
  needs_consent!: boolean;

  @ApiProperty({ type: [GivenConsent], description: 'Newest first.' })
  consents!: GivenConsent[];

  @ApiProperty({ type: [EncodingEntry], description: 'Oldest first.' })
  encodings!: EncodingEntry[];
}

export class DeleteEncodingResponse {
  @ApiProperty({ type: 'boolean', description: 'Always true.', example: true })
  success!: true;

  @ApiProperty({ example: 'Photo supprimée.' })
  message!: string;
}

export class ExportedEncodingEntry extends EncodingEntry {
  @ApiProperty({
    type: [Number],
    description: 'The numbers as they are stored: of no use elsewhere where `TEMPLATE_KEY` is set.',
  })
  encoding!: number[];
}

export class ExportedDeed {
  @ApiProperty(TIME)
  at!: string;

  @ApiProperty({ example: 'verify' })
  action!: string;

  @ApiProperty({ example: 'SUCCESS' })
  outcome!: string;

  @ApiProperty({ description: 'In which role it was done; `anonymous`: without a token.', example: 'user' })
  actor_role!: string;

  @ApiProperty({ description: 'Whether it was done with the person’s own token.' })
  by_yourself!: boolean;
}

export class ExportedAttempts {
  @ApiProperty({
    description: 'Who tried: the person, an operator, another user, somebody without a token.',
    example: 'self',
  })
  caller!: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  failures!: number;
}

export class PersonalDataResponse {
  @ApiProperty({ example: 'u1' })
  user_id!: string;

  @ApiProperty({ type: [ExportedEncodingEntry] })
  encodings!: ExportedEncodingEntry[];

  @ApiProperty({ type: [GivenConsent] })
  consents!: GivenConsent[];

  @ApiProperty({
    type: [ExportedDeed],
    description: 'What was done with this person’s data, the newest 10,000 entries.',
  })
  audit!: ExportedDeed[];

  @ApiProperty({ type: [ExportedAttempts], description: 'Failed verifications that still count.' })
  failed_verifications!: ExportedAttempts[];
}
