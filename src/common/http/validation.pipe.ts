import { ValidationPipe } from '@nestjs/common';
import { AppError } from '../app-error.js';
import { faultsOf } from './field-faults.js';

/** class-validator on every DTO; a fault names the field. */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    validationError: { target: true, value: false },
    exceptionFactory: (errors) => {
      const fields = errors.flatMap(faultsOf);
      // Names of ours, never what was sent.
      const reason = fields.map(({ field, rule }) => `${field}: ${rule}`).join(', ');
      return new AppError('VALIDATION_FAILED', { fields, reason });
    },
  });
}
