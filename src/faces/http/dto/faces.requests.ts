import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { PhotoField } from '../upload/photo-form.js';
import { SessionIdField, UserIdField } from './id-fields.js';

const PAGE_MAX = 1_000;

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

/** A photo, or a liveness session that has passed. */
class FaceForm {
  @PhotoField({ unless: 'liveness_session' })
  file?: unknown;

  @SessionIdField({
    required: false,
    description:
      'A passed liveness session of the same purpose and person, instead of `file`; it serves once.',
  })
  liveness_session?: string;
}

export class VerifyFaceForm extends FaceForm {
  @UserIdField({
    required: false,
    description: 'Compare against this person only; `me` is the caller. Without it the service identifies.',
  })
  user_id?: string;
}

export class EnrollFaceForm extends FaceForm {
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
}

export class DeleteFaceParams {
  @UserIdField({ example: 'u1' })
  user_id!: string;
}

export class ListUsersQuery {
  @ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: PAGE_MAX, example: 100 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(PAGE_MAX)
  limit?: number;

  @UserIdField({
    required: false,
    description: 'The last `user_id` of the page before.',
  })
  cursor?: string;
}
