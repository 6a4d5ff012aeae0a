import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getIntrospectionQuery, Kind, parse, validate, type OperationDefinitionNode } from 'graphql';
import { documentLimitsRule, parseOptions, validationOptions } from '../../src/graphql/document-limits';
import { DOCUMENT_LIMITS, DocumentSize } from '../../src/graphql/document-size';
import { schema } from '../../src/graphql/schema';

const OPERATIONS = join(__dirname, '..', '..', 'schema', 'operations');
const files = readdirSync(OPERATIONS);
const fragments = readFileSync(join(OPERATIONS, 'fragments.graphql'), 'utf8');

/** The operation with those of the shared fragments that it uses, as a client sends it. */
function documentOf(file: string): string {
  const known = new Map(
    parse(fragments).definitions.map((node) => [
      node.kind === Kind.FRAGMENT_DEFINITION ? node.name.value : '',
      fragments.slice(node.loc!.start, node.loc!.end),
    ]),
  );
  let text = readFileSync(join(OPERATIONS, file), 'utf8');
  for (;;) {
    const missing = [...text.matchAll(/\.\.\.(\w+)/g)]
      .map(([, name]) => name!)
      .find((name) => known.has(name) && !text.includes(`fragment ${name} `));
    if (missing === undefined) return text;
    text += `\n${known.get(missing)}`;
  }
}

function sizeOf(text: string, variables?: Record<string, unknown>) {
  const document = parse(text, parseOptions);
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  )!;
  return new DocumentSize(schema().schema, document, variables).ofOperation(operation);
}

test.each(files.filter((file) => file !== 'fragments.graphql'))(
  '%s is within the limits, its pages as large as they can be',
  (file) => {
    const text = documentOf(file);
    expect(
      validate(schema().schema, parse(text, parseOptions), [documentLimitsRule], validationOptions),
    ).toEqual([]);
    const { cost, fields, depth } = sizeOf(text, { first: 100 });
    if (process.env.SHOW) console.log(file, { cost, fields, depth });
    expect(cost).toBeLessThanOrEqual(DOCUMENT_LIMITS.cost);
  },
);

test("explorers' introspection is within the limits, with all that it can ask", () => {
  const text = getIntrospectionQuery({
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  });
  if (process.env.SHOW) console.log(sizeOf(text));
  expect(
    validate(schema().schema, parse(text, parseOptions), [documentLimitsRule], validationOptions),
  ).toEqual([]);
});
