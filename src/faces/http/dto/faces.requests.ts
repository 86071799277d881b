import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { PhotoField } from '../upload/photo-form.js';

export const USER_ID_MAX = 255;
const PAGE_MAX = 1_000;

/** As in tokens: no control characters. PostgreSQL refuses NUL in text, which would be a 500. */
const IsUserId = () =>
  applyDecorators(
    IsString(),
    Length(1, USER_ID_MAX),
    Matches(/^\P{Cc}*$/u, { message: '$property must not contain control characters' }),
  );

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

export class VerifyFaceForm extends PhotoForm {
  @ApiProperty({
    required: false,
    minLength: 1,
    maxLength: USER_ID_MAX,
    description: 'Compare against this person only; `me` is the caller. Without it the service identifies.',
  })
  @IsOptional()
  @IsUserId()
  user_id?: string;
}

export class DeleteFaceParams {
  @ApiProperty({ minLength: 1, maxLength: USER_ID_MAX, example: 'u1' })
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
    maxLength: USER_ID_MAX,
    description: 'The last `user_id` of the page before.',
  })
  @IsOptional()
  @IsUserId()
  cursor?: string;
}
