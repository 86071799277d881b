import { ValidateBy } from 'class-validator';
import { userIdFault } from '../user-id.js';

/** A property of a DTO that is a user's id; the message names the first fault. @param faultOf of somebody's own id, or of one in a request */
export const IsUserId = (faultOf = userIdFault): PropertyDecorator =>
  ValidateBy({
    name: 'isUserId',
    validator: {
      validate: (value: unknown) => faultOf(value) === undefined,
      defaultMessage: (about) => `${about?.property ?? ''} ${faultOf(about?.value) ?? ''}`,
    },
  });
