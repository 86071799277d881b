import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, MaxLength } from 'class-validator';
import { WholeNumberField } from '../../../common/http/whole-number-field.decorator.js';
import { PhotoField } from '../upload/photo-form.js';
import { SessionIdField, UserIdField } from './id-fields.js';

const PAGE_MAX = 1_000;
const CONSENT_MAX_CHARS = 40;
const CANDIDATES_MAX = 20;

/** Files are read by `ReadPhotos`, not by class-validator. */
export class PhotoForm {
  @PhotoField()
  file!: unknown;
}

export class TwoPhotosForm {
  @PhotoField()
  file_a!: unknown;

  @PhotoField()
  file_b!: unknown;
}

/** Photos in one enrolment, whatever MAX_ENCODINGS_PER_USER is: what one request may cost. */
const ENROLMENT_PHOTOS_MAX = 10;
/** Photos in a burst: what one request may cost. */
const BURST_MAX = 5;

/** A liveness session that has passed, in place of photos. */
class FaceForm {
  @SessionIdField({
    required: false,
    description:
      'A passed liveness session of the same purpose and person, instead of `file`; it serves once.',
  })
  liveness_session?: string;
}

export class VerifyFaceForm extends FaceForm {
  @PhotoField({ unless: 'liveness_session', most: () => BURST_MAX })
  file?: unknown;

  @UserIdField({
    required: false,
    description: 'Compare against this person only; `me` is the caller. Without it the service identifies.',
  })
  user_id?: string;
}

export class VerifyFaceQuery {
  @WholeNumberField({
    maximum: CANDIDATES_MAX,
    description:
      'How many candidates a search tells beside its answer, to the role `admin`; others get the answer alone.',
  })
  candidates?: number;
}

export class EnrollFaceForm extends FaceForm {
  @PhotoField({
    unless: 'liveness_session',
    most: ({ MAX_ENCODINGS_PER_USER: kept }) => Math.min(kept, ENROLMENT_PHOTOS_MAX),
  })
  file?: unknown;

  @UserIdField({
    required: false,
    description: 'Whom the photo shows, when it is not the caller (`me`); for the role `admin`.',
  })
  user_id?: string;

  @ApiProperty({
    required: false,
    enum: ['allow'],
    description: 'Enrols a face that is enrolled under another id too; for the role `admin`.',
  })
  @IsOptional()
  @IsIn(['allow'])
  duplicate?: 'allow';

  @ApiProperty({
    required: false,
    enum: ['true', 'false'],
    description: 'Deletes the person’s other encodings instead of comparing with them; for the role `admin`.',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  replace?: 'true' | 'false';

  @ApiProperty({
    required: false,
    maxLength: CONSENT_MAX_CHARS,
    description:
      'The version of the operator’s text that the person agrees to; needed where `GET /ml/consent` says so.',
  })
  @IsOptional()
  @MaxLength(CONSENT_MAX_CHARS)
  consent?: string;
}

export class DeleteFaceParams {
  @UserIdField({ example: 'u1' })
  user_id!: string;
}

export class ListUsersQuery {
  @WholeNumberField({ maximum: PAGE_MAX, example: 100 })
  limit?: number;

  @UserIdField({
    required: false,
    description: 'The last `user_id` of the page before.',
  })
  cursor?: string;
}
