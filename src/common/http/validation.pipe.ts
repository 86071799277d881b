import { type ValidationError, ValidationPipe } from '@nestjs/common';
import { AppError, type FieldFault } from '../app-error.js';

/** class-validator on every DTO; a fault names the field. */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => new AppError('VALIDATION_FAILED', { fields: errors.flatMap(faultsOf) }),
  });
}

function faultsOf(error: ValidationError): FieldFault[] {
  return Object.values(error.constraints ?? { invalid: `${error.property} is invalid` }).map((message) => ({
    field: error.property,
    message,
  }));
}
