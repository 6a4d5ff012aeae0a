/**
 * Writes docs/reference from the emitted schema, and the permissions, codes and configuration of the build; and the
 * texts of the codes for the client package.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSchema, isEnumType, isInputObjectType, isObjectType, isScalarType, print } from 'graphql';
import prettier from 'prettier';
import { toJSONSchema } from 'zod';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const { PUBLIC, scopePermissions } = require(join(root, 'dist', 'access', 'permissions.js'));
const { permissions } = require(join(root, 'dist', 'graphql', 'permissions.js'));
const messages = require(join(root, 'dist', 'domain', 'error-messages.json'));
const { environment } = require(join(root, 'dist', 'environment.js'));
const schema = buildSchema(readFileSync(join(root, 'schema', 'schema.graphql'), 'utf8'));

const GENERATED = '<!-- Written by `npm run schema:emit`: change the sources, not this page. -->';

/** One line, as a cell of a table wants it. */
const cell = (text) => (text ?? '').replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const readJson = (name) => JSON.parse(readFileSync(join(root, 'scripts', name), 'utf8'));

/** @param meanings in another language, by name; without it the English text counts */
function meaningOf(title, meanings, name, english) {
  const meaning = meanings ? meanings[name] : english;
  if (!meaning) throw new Error(`${title}: ${name} has no meaning; add it to scripts/*.ko.json`);
  return meaning;
}

function requireKnown(title, meanings, known) {
  const unknown = Object.keys(meanings ?? {}).filter((name) => !(name in known));
  if (unknown.length > 0) throw new Error(`${title}: there is no ${unknown.join(', ')}`);
}

/** Roles, then the scopes of service keys. */
function readers(typeName, field) {
  const access = permissions[typeName][field.name];
  if (access === undefined) return 'nobody';
  if (access === PUBLIC) return 'anybody';
  const roles = 'judgedWithFacts' in access ? access.judgedWithFacts : access;
  const scopes = Object.entries(scopePermissions).flatMap(([scope, { [typeName]: opened = [] }]) =>
    opened.includes(field.name) ? [`service keys with ${scope}`] : [],
  );
  return [...(roles.length === 4 ? ['who is signed in'] : roles), ...scopes].join(', ');
}

const standard = ({ astNode }) => (astNode?.defaultValue ? ` = ${print(astNode.defaultValue)}` : '');

function rootField(typeName, field) {
  const lines = [
    `### ${field.name}`,
    cell(field.description),
    `For: ${readers(typeName, field)}. Gives: \`${field.type}\`.`,
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
    ...Object.values(type.getFields()).map((field) => rootField(type.name, field)),
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
    cell(field.description) + (limits[field.name] ? ` For: ${readers(type.name, field)}.` : ''),
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

const ERRORS = {
  en: {
    title: 'Errors',
    other: '한국어: [errors.ko.md](errors.ko.md)',
    introduction:
      "An error is an entry of `errors` with its code in `extensions.code`; only its own field is null. A refusal is an entry of the payload's `userErrors`. Codes never change their meaning; a new version may add some. RATE_LIMITED and SERVICE_UNAVAILABLE carry `extensions.retryAfterSeconds`: wait that long, then retry with the same idempotency key. BAD_USER_INPUT carries `extensions.fields`.",
    errors: 'Error codes',
    refusals: 'Refusal codes',
    head: ['Code', 'Message'],
    language: 'en',
  },
  ko: {
    title: '오류',
    other: 'English: [errors.md](errors.md)',
    introduction:
      '오류는 `extensions.code`에 코드가 있는 `errors`의 항목이며, 그 필드만 null입니다. 거절은 페이로드의 `userErrors` 항목입니다. 코드의 뜻은 절대 바뀌지 않으며, 새 버전이 코드를 더할 수 있습니다. RATE_LIMITED와 SERVICE_UNAVAILABLE에는 `extensions.retryAfterSeconds`가 있습니다. 그만큼 기다렸다가 같은 멱등 키로 다시 시도하십시오. BAD_USER_INPUT에는 `extensions.fields`가 있습니다.',
    errors: '오류 코드',
    refusals: '거절 코드',
    head: ['코드', '뜻'],
    language: 'ko',
  },
};

function errors({ title, other, introduction, errors, refusals, head, language }) {
  const rows = (codes) =>
    Object.entries(codes).map(([code, { api }]) => [`\`${code}\``, cell(api[language])]);
  return page(
    title,
    other,
    introduction,
    `## ${errors}`,
    table(head, rows(messages.errors)),
    `## ${refusals}`,
    table(head, rows(messages.refusals)),
  );
}

const CONFIGURATION = {
  en: {
    title: 'Configuration',
    other: '한국어: [configuration.ko.md](configuration.ko.md)',
    introduction:
      'Everything comes from the environment, is read once by [src/config.ts](../../src/config.ts), and every fault is reported at once. An empty value counts as not set.',
    head: ['Name', 'Default', 'Meaning'],
    none: '(none)',
  },
  ko: {
    title: '설정',
    other: 'English: [configuration.md](configuration.md)',
    introduction:
      '모든 설정은 환경 변수로 받고 [src/config.ts](../../src/config.ts)가 한 번 읽으며, 잘못된 값은 한꺼번에 모두 알립니다. 빈 값은 지정하지 않은 것으로 봅니다.',
    head: ['이름', '기본값', '뜻'],
    none: '(없음)',
    meanings: readJson('configuration.ko.json'),
  },
};

function configuration({ title, other, introduction, head, none, meanings }) {
  const names = Object.entries(toJSONSchema(environment, { io: 'input' }).properties);
  requireKnown(title, meanings, environment.shape);
  const rows = names.map(([name, { default: value, description }]) => {
    const linked = cell(meaningOf(title, meanings, name, description)).replace(
      /docs\/([\w.-]+\.md)/g,
      '[$&](../$1)',
    );
    return [`\`${name}\``, value === undefined || value === '' ? none : `\`${value}\``, linked];
  });
  return page(title, other, introduction, table(head, rows));
}

function page(title, introduction, ...parts) {
  return [`# ${title}`, GENERATED, introduction, ...parts].join('\n\n');
}

const options = await prettier.resolveConfig(join(root, 'docs', 'reference', 'errors.md'));
const pages = {
  operations: operations(),
  types: types(),
  errors: errors(ERRORS.en),
  'errors.ko': errors(ERRORS.ko),
  configuration: configuration(CONFIGURATION.en),
  'configuration.ko': configuration(CONFIGURATION.ko),
};
for (const [name, text] of Object.entries(pages)) {
  const path = join(root, 'docs', 'reference', `${name}.md`);
  writeFileSync(path, await prettier.format(text, { ...options, parser: 'markdown' }));
}

const textsIn = (language) =>
  Object.fromEntries(
    Object.entries({ ...messages.errors, ...messages.refusals }).map(([code, { user }]) => [
      code,
      user[language],
    ]),
  );
const texts = `// Made from src/domain/error-messages.json by npm run schema:emit.
import type { ErrorCode, RefusalCode } from './operations.ts';

type Texts = Readonly<Record<ErrorCode | RefusalCode, string>>;

export const errorTexts: Readonly<Record<'en' | 'ko', Texts>> = ${JSON.stringify({ en: textsIn('en'), ko: textsIn('ko') })};
`;
const client = join(root, 'clients', 'typescript', 'src', 'error-texts.ts');
writeFileSync(
  client,
  await prettier.format(texts, { ...(await prettier.resolveConfig(client)), parser: 'typescript' }),
);
