import { ValidateBy } from 'class-validator';
import { userIdFault } from '../user-id.js';

/** A property of a DTO that is a user's id; the message names the first fault that `userIdFault` finds. */
export const IsUserId = (): PropertyDecorator =>
  ValidateBy({
    name: 'isUserId',
    validator: {
      validate: (value: unknown) => userIdFault(value) === undefined,
      defaultMessage: (about) => `${about?.property ?? ''} ${userIdFault(about?.value) ?? ''}`,
    },
  });
