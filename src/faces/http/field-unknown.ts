import { AppError } from '../../common/app-error.js';

/** Characters of a name that are told, and that a multipart field's may have. */
export const FIELD_NAME_MAX = 64;

/** @param english what is wrong with a field or parameter of that name, which is told by its beginning */
export function fieldUnknown(name: string, english: string): AppError {
  const field = name.slice(0, FIELD_NAME_MAX);
  return new AppError('FIELD_UNKNOWN', {
    reason: english,
    fields: [{ field, english, rule: 'whitelistValidation', parameters: [] }],
  });
}
