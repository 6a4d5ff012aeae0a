import { ValidateBy } from 'class-validator';
import { passwordFault } from './passwords';
import { usernameFault, usernameKey } from '../domain/username';

/**
 * Longer than any spelling of 32 characters (four code points each when they are taken apart). Folding a
 * body full of combining marks would take seconds, and anybody may send one.
 */
const USERNAME_MAX_UNITS = 256;

/** The key that an account of this name has; one that no account has for a text too long to be a name. */
export function accountKeyOf(username: string): string {
  return username.length > USERNAME_MAX_UNITS ? '' : usernameKey(username);
}

/** A username that may be registered. */
export function Username(): PropertyDecorator {
  return textRule('username', (text) => usernameFault(text.slice(0, USERNAME_MAX_UNITS)));
}

/** A password that may be set. */
export function NewPassword(): PropertyDecorator {
  return textRule('newPassword', passwordFault);
}

function textRule(name: string, fault: (text: string) => string | null): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value) => fault(value as string) === null,
      defaultMessage: (args) => fault(args?.value as string) ?? '',
    },
  });
}
