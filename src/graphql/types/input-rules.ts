import { ValidateBy, type ValidationOptions } from 'class-validator';
import { characterCount, hasVisibleCharacter } from '../../domain/text';

/** Text of `min` to `max` characters (Unicode code points); null and undefined pass. */
export function Characters(min: number, max: number, options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'characters',
      constraints: [min, max],
      validator: {
        validate: (value) => value == null || within(characterCount(value as string), min, max),
        defaultMessage: () =>
          min === 0 ? `must have at most ${max} characters` : `must have ${min} to ${max} characters`,
      },
    },
    options,
  );
}

/** For text that people read: it needs a visible character. The empty text, null and undefined pass. */
export function Visible(): PropertyDecorator {
  return ValidateBy({
    name: 'visible',
    validator: {
      validate: (value) => value == null || value === '' || hasVisibleCharacter(value as string),
      defaultMessage: () => 'must have a visible character',
    },
  });
}

/** Keys that payouts use. Nobody else may take one, or a payout would find a request that it did not make. */
const RESERVED_KEYS = 'payout:';

/** An idempotency key that callers may choose; null and undefined pass. */
export function NotReserved(): PropertyDecorator {
  return ValidateBy({
    name: 'notReserved',
    validator: {
      validate: (value) => value == null || !(value as string).startsWith(RESERVED_KEYS),
      defaultMessage: () => `must not begin with ${RESERVED_KEYS}`,
    },
  });
}

/** A number from `min` to `max`; null and undefined pass. */
export function Between(min: number, max: number): PropertyDecorator {
  return ValidateBy({
    name: 'between',
    constraints: [min, max],
    validator: {
      validate: (value) => value == null || within(value as number, min, max),
      defaultMessage: () => `must be from ${min} to ${max}`,
    },
  });
}

/** The name of the rule, by which `validateInput` finds the lists' limits. */
export const AT_MOST = 'atMost';

/** At most `max` items; null and undefined pass. */
export function AtMost(max: number): PropertyDecorator {
  return ValidateBy({
    name: AT_MOST,
    constraints: [max],
    validator: {
      validate: (value) => value == null || (value as unknown[]).length <= max,
      defaultMessage: () => `must have at most ${max} items`,
    },
  });
}

/** At least `min` items; null and undefined pass. */
export function AtLeast(min: number): PropertyDecorator {
  return ValidateBy({
    name: 'atLeast',
    constraints: [min],
    validator: {
      validate: (value) => value == null || (value as unknown[]).length >= min,
      defaultMessage: () => `must have at least ${min} ${min === 1 ? 'item' : 'items'}`,
    },
  });
}

/**
 * A list of an enum's values, each at most once: a filter grows no longer than the enum. Null and undefined pass.
 *
 * GraphQL has checked that each item is one of the values.
 */
export function Distinct(): PropertyDecorator {
  return ValidateBy({
    name: 'distinct',
    validator: {
      validate: (value) => value == null || new Set(value as unknown[]).size === (value as unknown[]).length,
      defaultMessage: () => 'must name each value at most once',
    },
  });
}

/** A field of an update that may be left out but not cleared: null is refused. */
export function NotNull(): PropertyDecorator {
  return ValidateBy({
    name: 'notNull',
    validator: { validate: (value) => value !== null, defaultMessage: () => 'must not be null' },
  });
}

function within(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}
