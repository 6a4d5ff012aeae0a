/**
 * What the client's functions are made of: per operation document its text and how it is called, and one
 * interface with a function each. The operations' types come from the plugin before this one.
 */
import { Kind, getNamedType, isEnumType, isRequiredInputField, typeFromAST } from 'graphql';
import { operationTexts } from '../../scripts/operation-texts.mjs';

export function plugin(schema, files) {
  const operations = operationTexts(files).map((each) => describe(schema, each));
  return [
    codesOf(schema, 'ErrorCode'),
    ...operations.map(dataType),
    '/** A function per operation of the API. */',
    `export interface Operations {\n${operations.map(signature).join('\n')}\n}\n`,
    'export const operations: Readonly<Record<keyof Operations, Operation>> = {',
    ...operations.map(
      ({ name, title, field, kind, takes, keyed, text }) =>
        `  ${name}: { name: '${title}', field: '${field}', kind: '${kind}', takes: '${takes}', keyed: ${keyed}, document: ${JSON.stringify(text)} },`,
    ),
    '};',
  ].join('\n');
}

function describe(schema, { operation, text }) {
  const { value: title } = operation.name;
  const [root, ...more] = operation.selectionSet.selections;
  // The client answers with what stands in the one root field: refusals and tokens are looked for there.
  if (root.kind !== Kind.FIELD || root.alias || more.length > 0) {
    throw new Error(`${title} must ask for one root field, without an alias`);
  }
  const parent = schema.getRootType(operation.operation);
  const variables = operation.variableDefinitions ?? [];
  const onlyInput = variables.length === 1 && variables[0].variable.name.value === 'input';
  const inputType = onlyInput && getNamedType(typeFromAST(schema, variables[0].type));
  const input = inputType && Object.values(inputType.getFields());
  return {
    title,
    name: title[0].toLowerCase() + title.slice(1),
    field: root.name.value,
    description: parent.getFields()[root.name.value].description,
    kind: operation.operation,
    type: title + operation.operation[0].toUpperCase() + operation.operation.slice(1),
    inputType: inputType && inputType.name,
    takes: onlyInput ? 'input' : variables.length > 0 ? 'variables' : 'nothing',
    optional: input
      ? !input.some(isRequiredInputField)
      : variables.every(({ type, defaultValue }) => type.kind !== Kind.NON_NULL_TYPE || defaultValue),
    keyed: input ? input.some(({ name }) => name === 'idempotencyKey') : false,
    text,
  };
}

function codesOf(schema, name) {
  const type = schema.getType(name);
  if (!isEnumType(type)) throw new Error(`${name} is no enum`);
  const values = type.getValues().map(({ value }) => `  | '${value}'`);
  return `/** ${type.description} */\nexport type ${name} =\n${values.join('\n')};\n`;
}

function dataType({ title, type, field }) {
  return `export type ${title}Data = NonNullable<${type}['${field}']>;`;
}

function signature({ name, title, type, inputType, description, takes, optional, keyed }) {
  const mark = optional ? '?' : '';
  const given = {
    nothing: '',
    input: `input${mark}: ${keyed ? `Keyed<${inputType}>` : inputType}, `,
    variables: `variables${mark}: ${type}Variables, `,
  }[takes];
  return `  /** ${description} */\n  ${name}(${given}options?: CallOptions): Promise<Result<${title}Data>>;`;
}
