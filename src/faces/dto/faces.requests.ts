import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

export const USER_ID_MAX = 255;
const PAGE_MAX = 1_000;

export class VerifyFaceBody {
  /** Compare against this person only; `me` is the caller. Without it the service identifies. */
  @IsOptional()
  @IsString()
  @Length(1, USER_ID_MAX)
  user_id?: string;
}

export class DeleteFaceParams {
  @IsString()
  @Length(1, USER_ID_MAX)
  user_id!: string;
}

export class ListUsersQuery {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(PAGE_MAX)
  limit?: number;

  /** The last `user_id` of the page before. */
  @IsOptional()
  @IsString()
  @Length(1, USER_ID_MAX)
  cursor?: string;
}
