import type { Request, RequestHandler } from 'express';
import { AppError } from '../../common/app-error.js';

const NAME_MAX = 64;

/** A field that is not known may be a known one that was misspelt: to overlook `userId` would open a session for another purpose. */
export function knownFieldsOnly(names: readonly string[]): RequestHandler {
  return (request: Request, _response, next) => {
    const unknown = Object.keys((request.body ?? {}) as object).find((name) => !names.includes(name));
    if (unknown === undefined) next();
    else next(unknownField(unknown));
  };
}

function unknownField(name: string): AppError {
  const fault = { english: 'there is no such field', rule: 'whitelistValidation', parameters: [] };
  return new AppError('FIELD_UNKNOWN', { fields: [{ field: name.slice(0, NAME_MAX), ...fault }] });
}
