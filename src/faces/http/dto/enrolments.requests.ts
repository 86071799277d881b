import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { DeleteFaceParams } from './faces.requests.js';

/** PostgreSQL's `serial`. */
const ENCODING_ID_MAX = 2_147_483_647;

export class EncodingParams extends DeleteFaceParams {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: ENCODING_ID_MAX, example: 1 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(ENCODING_ID_MAX)
  encoding_id!: number;
}
