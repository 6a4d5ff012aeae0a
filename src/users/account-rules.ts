import { ValidateBy } from 'class-validator';
import { passwordFault } from '../auth/passwords';
import { usernameFault } from '../domain/username';

/** A username that may be registered. */
export function Username(): PropertyDecorator {
  return textRule('username', usernameFault);
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
