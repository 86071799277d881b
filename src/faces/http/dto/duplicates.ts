import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { WholeNumberField } from '../../../common/http/whole-number-field.decorator.js';

const PAGE_MAX = 1_000;
/** Probability by thousandths and id of the last pair of the page before. */
const PAIR_CURSOR = /^0\.\d{3}-\d{1,15}$/;

export class DuplicatesQuery {
  @WholeNumberField({ maximum: PAGE_MAX, example: 100 })
  limit?: number;

  @ApiProperty({
    required: false,
    pattern: PAIR_CURSOR.source,
    description: 'The `next_cursor` of the page before.',
  })
  @IsOptional()
  @Matches(PAIR_CURSOR)
  cursor?: string;
}

export class DuplicatePairEntry {
  @ApiProperty({ type: [String], minItems: 2, maxItems: 2, example: ['u1', 'u2'] })
  user_ids!: string[];

  @ApiProperty({
    type: 'number',
    minimum: 0,
    maximum: 1,
    description: 'That they are one person, by the calibration.',
  })
  probability!: number;
}

export class DuplicatesResponse {
  @ApiProperty({
    enum: ['running', 'done'],
    description: 'While it is running, pairs are still being added.',
  })
  state!: 'running' | 'done';

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Users who have been looked for among the others.',
  })
  scanned!: number;

  @ApiProperty({ type: 'string', format: 'date-time', example: '2026-11-26T09:30:00.000Z' })
  started_at!: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: '2026-11-26T09:40:00.000Z' })
  finished_at!: string | null;

  @ApiProperty({ type: [DuplicatePairEntry], description: 'Likeliest first.' })
  pairs!: DuplicatePairEntry[];

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Pairs in all.' })
  total_count!: number;

  @ApiProperty({ required: false, description: 'Present when there is another page.', example: '0.987-12' })
  next_cursor?: string;
}
