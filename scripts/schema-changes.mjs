/**
 * What the API has become since its last release, schema/released.graphql: refuses what would break a client,
 * and writes the rest into schema/CHANGES.md.
 *
 *   npm run schema:check [-- FOLDER [YYYY-MM-DD]]
 *
 * @param FOLDER holds schema.graphql, released.graphql and CHANGES.md; default: schema
 * @param YYYY-MM-DD the day to judge by; default: today, in UTC
 *
 * A breaking change is accepted when its element was released as deprecated with a date that has passed:
 * `@deprecated(reason: "Ask for X instead. Removed after 2027-03-31.")`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema, getNamedType, isEnumType, isInputObjectType, isObjectType } from 'graphql';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [folder = join(root, 'schema'), today = new Date().toISOString().slice(0, 10)] = process.argv.slice(2);
const at = (name) => resolve(folder, name);

const END_DATE = /\bRemoved after (\d{4}-\d{2}-\d{2})\b/;
const BEGIN = '<!-- made by npm run schema:check -->';
const END = '<!-- end -->';
/** Descriptions, and usages of @deprecated beside a deprecation change. */
const UNTOLD = /DESCRIPTION|DIRECTIVE_USAGE/;

const released = buildSchema(readFileSync(at('released.graphql'), 'utf8'));
const current = buildSchema(readFileSync(at('schema.graphql'), 'utf8'));
const changes = await diff(released, current);
const breaking = changes.filter(
  ({ criticality, type, path }) =>
    criticality.level === CriticalityLevel.Breaking &&
    !isOverdue(path) &&
    !(type === 'TYPE_REMOVED' && isUsed(path)),
);

if (breaking.length > 0) {
  const lines = breaking.map(({ message, path }) => `  ${path}: ${message}`);
  process.stderr.write(`These changes break callers of the released schema:\n${lines.join('\n')}\n`);
  process.stderr.write('Deprecate with "Removed after YYYY-MM-DD", release, and remove after that day.\n');
  process.exit(1);
}
writeChanges();
process.stdout.write(`No change since the last release breaks its callers.\n`);

/** Whether the element, or one that it is a part of, was to go before today. */
function isOverdue(path) {
  const [typeName, memberName, argumentName] = path.split('.');
  const type = released.getType(typeName);
  const member = isEnumType(type) ? type.getValue(memberName) : type?.getFields?.()[memberName];
  const argument = member?.args?.find(({ name }) => name === argumentName);
  return [member, argument].some((element) => {
    const [, end] = END_DATE.exec(element?.deprecationReason ?? '') ?? [];
    return end !== undefined && end < today;
  });
}

/** A type can't be deprecated itself: it goes with what led to it, which is judged by its own date. */
function isUsed(typeName) {
  return Object.values(released.getTypeMap())
    .filter((type) => isObjectType(type) || isInputObjectType(type))
    .flatMap((type) => Object.values(type.getFields()))
    .some((field) => [field, ...(field.args ?? [])].some(({ type }) => getNamedType(type).name === typeName));
}

/** The parts of a new type are covered by the type itself. */
function isOfNewType(path) {
  return !released.getType(path.split('.')[0]);
}

function writeChanges() {
  const lines = changes
    .filter(({ type, path }) => !UNTOLD.test(type) && (type === 'TYPE_ADDED' || !isOfNewType(path)))
    .map(({ message }) => `- ${message.replace(/'([^']*)'/g, '`$1`')}`)
    .sort();
  const text = readFileSync(at('CHANGES.md'), 'utf8');
  const [before, rest] = [text.slice(0, text.indexOf(BEGIN)), text.slice(text.indexOf(END))];
  const list = lines.length > 0 ? lines.join('\n') : 'Nothing.';
  writeFileSync(at('CHANGES.md'), `${before}${BEGIN}\n\n${list}\n\n${rest}`);
}
