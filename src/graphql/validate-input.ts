import { validateSync, type ValidationError } from 'class-validator';
import { isWellFormedText } from '../domain/text';
import { BadUserInput, type InputFault } from '../errors';

const OPTIONS = {
  // An input class without a limit of its own is nothing unknown: GraphQL has checked its fields.
  forbidUnknownValues: false,
  validationError: { target: false, value: false },
};

/**
 * The limits of values, after GraphQL has checked their types and shield the role: class-validator's rules
 * of the input classes, and for every text that it is text (no NUL, no lone surrogate, which no store keeps).
 *
 * @throws BadUserInput with the paths; no value is repeated
 */
export function validateInput(value: unknown, type: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const root = typeof type === 'function' ? argumentName(type.name) : [];
  const faults: InputFault[] = [];
  collectMalformedTexts(value, root, faults);
  for (const item of Array.isArray(value) ? value : [value]) {
    if (isPlain(item)) continue;
    collect(validateSync(item as object, OPTIONS), root, faults);
  }
  if (faults.length > 0) throw new BadUserInput(...faults.slice(0, 20));
}

/** Argument classes are their fields; an input class stands behind the argument `input` or `filter`. */
function argumentName(className: string): string[] {
  if (className.endsWith('Args')) return [];
  return [className.endsWith('Filter') ? 'filter' : 'input'];
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.getPrototypeOf(value) === Object.prototype;
}

function collectMalformedTexts(value: unknown, path: readonly string[], faults: InputFault[]): void {
  if (typeof value === 'string') {
    if (!isWellFormedText(value)) {
      faults.push({ path: path.join('.'), message: 'must hold neither NUL nor half a surrogate pair' });
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) collectMalformedTexts(item, [...path, key], faults);
  }
}

function collect(errors: readonly ValidationError[], path: readonly string[], faults: InputFault[]): void {
  for (const { property, constraints, children } of errors) {
    const here = [...path, property];
    for (const message of Object.values(constraints ?? {})) faults.push({ path: here.join('.'), message });
    collect(children ?? [], here, faults);
  }
}
