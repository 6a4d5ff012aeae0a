/** Writes docs/reference from the emitted schema, the permission table and the codes of the build. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSchema, isEnumType, isInputObjectType, isObjectType, isScalarType, print } from 'graphql';
import prettier from 'prettier';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const { permissions, PUBLIC } = require(join(root, 'dist', 'graphql', 'permissions.js'));
const { ERROR_CODES, REFUSAL_CODES } = require(join(root, 'dist', 'errors.js'));
const schema = buildSchema(readFileSync(join(root, 'schema', 'schema.graphql'), 'utf8'));

const GENERATED = '<!-- Written by `npm run schema:emit`: change the sources, not this page. -->';

/** One line, as a cell of a table wants it. */
const cell = (text) => (text ?? '').replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

function readers(access) {
  if (access === undefined) return 'nobody';
  if (access === PUBLIC) return 'anybody';
  const roles = 'judgedWithFacts' in access ? access.judgedWithFacts : access;
  return roles.length === 4 ? 'who is signed in' : roles.join(', ');
}

const standard = ({ astNode }) => (astNode?.defaultValue ? ` = ${print(astNode.defaultValue)}` : '');

function rootField(field, access) {
  const lines = [
    `### ${field.name}`,
    cell(field.description),
    `For: ${readers(access)}. Gives: \`${field.type}\`.`,
  ];
  if (field.args.length > 0) {
    const rows = field.args.map((arg) => [
      `\`${arg.name}\``,
      `\`${arg.type}${standard(arg)}\``,
      cell(arg.description),
    ]);
    lines.push(table(['Argument', 'Type', 'Meaning'], rows));
  }
  return lines.join('\n\n');
}

function operations() {
  const part = (title, type) => [
    `## ${title}`,
    ...Object.values(type.getFields()).map((field) => rootField(field, permissions[type.name][field.name])),
  ];
  return page(
    'Operations',
    'Every query and mutation, and whom it answers. The types are in [types](types.md), the codes in [errors](errors.md); a ready document for each is in [schema/operations](../../schema/operations).',
    ...part('Queries', schema.getQueryType()),
    ...part('Mutations', schema.getMutationType()),
  );
}

function typeSection(type) {
  const heading = [`### ${type.name}`, cell(type.description)];
  if (isEnumType(type)) {
    const rows = type.getValues().map((value) => [`\`${value.name}\``, cell(value.description)]);
    return [...heading, table(['Value', 'Meaning'], rows)].join('\n\n');
  }
  if (isScalarType(type)) return heading.join('\n\n');
  const limits = permissions[type.name] ?? {};
  const rows = Object.values(type.getFields()).map((field) => [
    `\`${field.name}\``,
    `\`${field.type}${isInputObjectType(type) ? standard(field) : ''}\``,
    cell(field.description) + (limits[field.name] ? ` For: ${readers(limits[field.name])}.` : ''),
  ]);
  return [...heading, table(['Field', 'Type', 'Meaning'], rows)].join('\n\n');
}

function types() {
  const roots = [schema.getQueryType(), schema.getMutationType()];
  const ours = Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && !roots.includes(type),
  );
  const byName = (a, b) => (a.name < b.name ? -1 : 1);
  const part = (title, is) => [`## ${title}`, ...ours.filter(is).sort(byName).map(typeSection)];
  return page(
    'Types',
    'What goes in and what comes out of the [operations](operations.md).',
    ...part('Objects', isObjectType),
    ...part('Inputs', isInputObjectType),
    ...part('Enums', isEnumType),
    ...part('Scalars', isScalarType),
  );
}

function errors() {
  const rows = (codes) => Object.entries(codes).map(([code, message]) => [`\`${code}\``, cell(message)]);
  return page(
    'Errors',
    "A fault is an entry of `errors`, its code in `extensions.code`, and costs its own field only. A refusal is an answer: an entry of the payload's `userErrors`. Both kinds of codes never change their meaning; a new version may add some. RATE_LIMITED and SERVICE_UNAVAILABLE carry `extensions.retryAfterSeconds`: repeat those two, with the same idempotency key. BAD_USER_INPUT carries `extensions.fields`.",
    '## Faults',
    table(['Code', 'Message'], rows(ERROR_CODES)),
    '## Refusals',
    table(['Code', 'Message'], rows(REFUSAL_CODES)),
  );
}

function page(title, introduction, ...parts) {
  return [`# ${title}`, GENERATED, introduction, ...parts].join('\n\n');
}

const options = await prettier.resolveConfig(join(root, 'docs', 'reference', 'errors.md'));
for (const [name, text] of Object.entries({ operations: operations(), types: types(), errors: errors() })) {
  const path = join(root, 'docs', 'reference', `${name}.md`);
  writeFileSync(path, await prettier.format(text, { ...options, parser: 'markdown' }));
}
