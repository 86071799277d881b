import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { IsUserId } from '../../../common/http/is-user-id.decorator.js';
import { USER_ID_MAX_CHARS } from '../../../common/user-id.js';
import { PhotoField } from '../upload/photo-form.js';

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

  @ApiProperty({
    required: false,
    format: 'uuid',
    description:
      'A passed liveness session of the same purpose and person, instead of `file`; it serves once.',
  })
  @IsOptional()
  @IsUUID()
  liveness_session?: string;
}

export class VerifyFaceForm extends FaceForm {
  @ApiProperty({
    required: false,
    minLength: 1,
    maxLength: USER_ID_MAX_CHARS,
    description: 'Compare against this person only; `me` is the caller. Without it the service identifies.',
  })
  @IsOptional()
  @IsUserId()
  user_id?: string;
}

export class EnrollFaceForm extends FaceForm {
  @ApiProperty({
    required: false,
    minLength: 1,
    maxLength: USER_ID_MAX_CHARS,
    description: 'Whom the photo shows, when it is not the caller (`me`); for the role `admin`.',
  })
  @IsOptional()
  @IsUserId()
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
  @ApiProperty({ minLength: 1, maxLength: USER_ID_MAX_CHARS, example: 'u1' })
  @IsUserId()
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

  @ApiProperty({
    required: false,
    minLength: 1,
    maxLength: USER_ID_MAX_CHARS,
    description: 'The last `user_id` of the page before.',
  })
  @IsOptional()
  @IsUserId()
  cursor?: string;
}
