import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsUUID, ValidateIf } from 'class-validator';
import { IsUserId } from '../../../common/http/is-user-id.decorator.js';
import { USER_ID_MAX_CHARS } from '../../../common/user-id.js';

interface IdField {
  required?: boolean;
  description?: string;
  example?: string;
}

/** A person's id, as a property of a DTO. */
export const UserIdField = (field: IdField = {}): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ ...field, minLength: 1, maxLength: USER_ID_MAX_CHARS }),
    ...optional(field),
    IsUserId(),
  );

/** A liveness session's id, as a property of a DTO. */
export const SessionIdField = (field: IdField = {}): PropertyDecorator =>
  applyDecorators(ApiProperty({ ...field, format: 'uuid' }), ...optional(field), IsUUID());

/** Left out, and not `null`: whoever meant somebody would be answered as if nobody had been meant. */
function optional({ required }: IdField): PropertyDecorator[] {
  return required === false ? [ValidateIf((_form, value) => value !== undefined)] : [];
}
