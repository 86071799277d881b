import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

/** Digits alone; JavaScript would also read `0x1`, `1e3` and ` 1` as numbers. */
const DIGITS = /^\d{1,15}$/;

interface WholeNumber {
  /** 1 when it is not given. */
  minimum?: number;
  maximum: number;
  description?: string;
  default?: number;
  example?: number;
}

/** A whole number in decimal digits, as a property of the DTO of a path or a form. */
export const WholeNumber = ({ minimum = 1, ...field }: WholeNumber): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ ...field, type: 'integer', minimum }),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && DIGITS.test(value) ? Number(value) : value,
    ),
    IsInt(),
    Min(minimum),
    Max(field.maximum),
  );

/** One that may be left out, as a property of a query's DTO. */
export const WholeNumberField = (field: WholeNumber): PropertyDecorator =>
  applyDecorators(WholeNumber(field), ApiProperty({ required: false }), IsOptional());
