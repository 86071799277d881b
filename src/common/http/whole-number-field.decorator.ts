import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

interface WholeNumberField {
  /** The least is 1. */
  maximum: number;
  description?: string;
  default?: number;
  example?: number;
}

/** A whole number that may be left out, as a property of a query's DTO. */
export const WholeNumberField = (field: WholeNumberField): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ ...field, required: false, type: 'integer', minimum: 1 }),
    IsOptional(),
    Type(() => Number),
    IsInt(),
    Min(1),
    Max(field.maximum),
  );
