import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { isWellFormedText } from '../../domain/text';
import { BadUserInput, type InputFault } from '../../errors';
import { AT_MOST } from './input-rules';

/** So many errors of one input are named at most. */
export const INPUT_FAULTS_MAX = 20;

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
  // The items of a list beyond its limit are not read: that would take as long as the sender likes.
  collectLongLists(value, root, faults);
  if (faults.length > 0) throw new BadUserInput(...faults.slice(0, INPUT_FAULTS_MAX));
  collectMalformedTexts(value, root, faults);
  for (const item of Array.isArray(value) ? value : [value]) {
    if (isPlain(item)) continue;
    collect(validateSync(item as object, OPTIONS), root, faults);
  }
  if (faults.length > 0) throw new BadUserInput(...faults.slice(0, INPUT_FAULTS_MAX));
}

/** Argument classes are their fields; an input class stands behind the argument `input` or `filter`. */
function argumentName(className: string): string[] {
  if (className.endsWith('Args')) return [];
  return [className.endsWith('Filter') ? 'filter' : 'input'];
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.getPrototypeOf(value) === Object.prototype;
}

function collectLongLists(value: unknown, path: readonly string[], faults: InputFault[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const { property, max } of listLimitsOf(value)) {
    const list = (value as Record<string, unknown>)[property];
    if (!Array.isArray(list) || list.length <= max) continue;
    faults.push({ path: [...path, property].join('.'), message: `must have at most ${max} items` });
  }
  if (faults.length > 0) return;
  for (const [key, item] of Object.entries(value)) collectLongLists(item, [...path, key], faults);
}

interface ListLimit {
  readonly property: string;
  readonly max: number;
}
const listLimits = new WeakMap<object, readonly ListLimit[]>();

function listLimitsOf({ constructor }: object): readonly ListLimit[] {
  let limits = listLimits.get(constructor);
  if (limits === undefined) {
    limits = getMetadataStorage()
      .getTargetValidationMetadatas(constructor, '', false, false)
      .filter(({ name }) => name === AT_MOST)
      .map(({ propertyName, constraints }) => ({ property: propertyName, max: Number(constraints[0]) }));
    listLimits.set(constructor, limits);
  }
  return limits;
}

function collectMalformedTexts(value: unknown, path: readonly string[], faults: InputFault[]): void {
  if (typeof value === 'string') {
    if (!isWellFormedText(value)) {
      faults.push({ path: path.join('.'), message: 'must not contain NUL or an unpaired surrogate' });
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
