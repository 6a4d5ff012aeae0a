/** Puts the explorer together in dist/explorer: its own files, GraphiQL and React from node_modules, and the operations. */
import { copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  buildSchema,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  Kind,
  parse,
  print,
  separateOperations,
  typeFromAST,
  visit,
} from 'graphql';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);
const out = at('dist', 'explorer');

/** GraphiQL 4 is built for React 18. */
const LIBRARIES = [
  'react-18/umd/react.production.min.js',
  'react-dom-18/umd/react-dom.production.min.js',
  'graphiql/graphiql.min.js',
  'graphiql/graphiql.min.css',
].map((path) => at('node_modules', path));
const ICON = at('console', 'public', 'icon.svg');

/** Operations that open in tabs, in this order, with their purpose; the others are in the list. */
const TABS = {
  ServerInfo: {},
  Events: { filter: { states: ['IN_PROGRESS'] }, first: 10 },
  Overview: { unit: 'DAY', count: 14 },
  RewardRequests: { filter: { statuses: ['PENDING'] }, first: 20 },
  AuditEntries: { first: 20 },
  CheckAttendance: {},
  RequestReward: { input: { eventId: '', idempotencyKey: 'try-1' } },
};

const EXAMPLES = {
  Int: 1,
  SafeInt: 1,
  Float: 1,
  Boolean: false,
  LocalDate: '2026-06-01',
  DateTime: '2026-06-01T00:00:00Z',
};

/** The least that a type takes, to be filled in. */
function skeleton(type) {
  const bare = getNullableType(type);
  if (isListType(bare)) return [];
  if (isEnumType(bare)) return bare.getValues()[0].name;
  if (!isInputObjectType(bare)) return EXAMPLES[bare.name] ?? '';
  const required = Object.values(bare.getFields()).filter(isRequiredInputField);
  return Object.fromEntries(required.map((field) => [field.name, skeleton(field.type)]));
}

function variablesOf(schema, document) {
  const variables = {};
  visit(document, {
    VariableDefinition({ variable, type, defaultValue }) {
      const graphqlType = typeFromAST(schema, type);
      if (isNonNullType(graphqlType) && !defaultValue) variables[variable.name.value] = skeleton(graphqlType);
    },
  });
  return variables;
}

function readOperations() {
  const schema = buildSchema(readFileSync(at('schema', 'schema.graphql'), 'utf8'));
  const folder = at('schema', 'operations');
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const separated = Object.entries(separateOperations(parse(texts.join('\n'))));
  const operations = separated.map(([name, document]) => {
    // The operation first: what it is made of is read afterwards.
    const definitions = [...document.definitions].sort(
      (a, b) => (b.kind === Kind.OPERATION_DEFINITION) - (a.kind === Kind.OPERATION_DEFINITION),
    );
    const variables = TABS[name] ?? variablesOf(schema, document);
    return {
      name,
      query: print({ ...document, definitions }),
      variables: Object.keys(variables).length > 0 ? JSON.stringify(variables, null, 2) : '',
      tab: name in TABS,
    };
  });
  const order = new Map(Object.keys(TABS).map((name, n) => [name, n]));
  const rank = ({ name }) => order.get(name) ?? order.size;
  return operations.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
cpSync(at('explorer'), out, { recursive: true });
for (const path of [...LIBRARIES, ICON]) copyFileSync(path, join(out, basename(path)));
writeFileSync(join(out, 'operations.json'), JSON.stringify(readOperations()));
