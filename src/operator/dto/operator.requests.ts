import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate, IsOptional, Matches, MaxLength } from 'class-validator';
import { WholeNumberField } from '../../common/http/whole-number-field.decorator.js';
import { UserIdField } from '../../faces/http/dto/id-fields.js';

const DAYS_MAX = 366;
const PAGE_MAX = 500;
/** As wide as the column. */
const OUTCOME_MAX = 64;
const ACTION_MAX = 32;
/** One digit less than the greatest bigint has: no number that the database refuses. */
const ENTRY_ID = /^\d{1,18}$/;

export class ActivityQuery {
  @WholeNumberField({ maximum: DAYS_MAX, default: 30 })
  days = 30;
}

export class AuditQuery {
  @UserIdField({ required: false, description: 'Who did it.' })
  actor?: string;

  @UserIdField({ required: false, description: 'Whose data it was about.' })
  subject?: string;

  @ApiProperty({ required: false, example: 'verify', maxLength: ACTION_MAX })
  @IsOptional()
  @MaxLength(ACTION_MAX)
  action?: string;

  @ApiProperty({ required: false, example: 'NO_MATCH', maxLength: OUTCOME_MAX })
  @IsOptional()
  @MaxLength(OUTCOME_MAX)
  outcome?: string;

  @ApiProperty({ required: false, format: 'date-time', description: 'From then on.' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  from?: Date;

  @ApiProperty({ required: false, format: 'date-time', description: 'Before then.' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  until?: Date;

  @ApiProperty({
    required: false,
    description: 'The `id` of the last entry of the page before.',
    pattern: ENTRY_ID.source,
  })
  @IsOptional()
  @Matches(ENTRY_ID)
  before?: string;

  @WholeNumberField({ maximum: PAGE_MAX, example: 100 })
  limit = 100;
}

export class PeopleQuery {
  @UserIdField({ required: false, description: 'Part of the id, in whatever case.' })
  search?: string;

  @UserIdField({ required: false, description: 'The last `user_id` of the page before.' })
  cursor?: string;

  @WholeNumberField({ maximum: PAGE_MAX, example: 100 })
  limit = 100;
}
