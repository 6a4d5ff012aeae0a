import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  astFromValue,
  buildSchema,
  isNonNullType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isSpecifiedScalarType,
  isIntrospectionType,
  print,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { ERROR_CODES, REFUSAL_CODES } from '../../src/errors';
import { schema } from '../../src/graphql/schema';

const read = (name: string) => readFileSync(join(__dirname, '..', '..', 'schema', name), 'utf8');
const served = buildSchema(schema().text);

/** A named thing of a schema. */
interface Thing {
  readonly place: string;
  /** Of a type its kind, of a field its type, of an argument its default too. */
  readonly shape: string;
  readonly description: string | null | undefined;
}

function thingsOf(source: GraphQLSchema): Thing[] {
  return Object.values(source.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap((type) => [
      { place: type.name, shape: type.constructor.name, description: type.description },
      ...membersOf(type),
    ]);
}

function membersOf(type: GraphQLNamedType): Thing[] {
  if (isEnumType(type)) {
    return type
      .getValues()
      .map(({ name, description }) => ({ place: `${type.name}.${name}`, shape: 'a value', description }));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => inputThing(`${type.name}.${field.name}`, field));
  }
  if (!isObjectType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => {
    const place = `${type.name}.${field.name}`;
    return [
      { place, shape: String(field.type), description: field.description },
      ...field.args.map((argument) => inputThing(`${place}(${argument.name})`, argument)),
    ];
  });
}

function inputThing(place: string, input: GraphQLArgument | GraphQLInputField): Thing {
  const { type, defaultValue, description } = input;
  const standard = astFromValue(defaultValue, type);
  return { place, shape: standard ? `${String(type)} = ${print(standard)}` : String(type), description };
}

function shapesOf(source: GraphQLSchema): Map<string, string> {
  return new Map(thingsOf(source).map(({ place, shape }) => [place, shape]));
}

const promised = shapesOf(buildSchema(read('contract.graphql')));

test('the promise of the first release is not empty', () => {
  expect(promised.size).toBeGreaterThan(400);
});

test('every type, field, argument and value that was promised is served, with its type and default', () => {
  const shapes = shapesOf(served);
  const kept = [...promised.keys()].map((place) => [place, shapes.get(place) ?? 'missing']);
  expect(kept).toEqual([...promised]);
});

test('whatever was added to a promised field or input can be left out', () => {
  const added = thingsOf(served).filter(({ place }) => !promised.has(place));
  const required = added.filter(({ place, shape }) => {
    const owner = place.includes('(') ? place.replace(/\(.*/, '') : place.replace(/\..*/, '');
    const isInput = place.includes('(') || isInputObjectType(served.getType(owner));
    return isInput && promised.has(owner) && shape.endsWith('!');
  });
  expect(required).toEqual([]);
});

test('every type, field, argument, input field and value is described', () => {
  const silent = thingsOf(served).filter(({ description }) => !description?.trim());
  expect(silent.map(({ place }) => place)).toEqual([]);
});

test('the committed schema is the one that is served', () => {
  expect(read('schema.graphql')).toBe(schema().text);
});

test('the codes of the schema are those that the server knows', () => {
  const valuesOf = (name: string) => {
    const type = served.getType(name);
    return isEnumType(type) ? type.getValues().map((value) => value.name) : [];
  };
  expect(valuesOf('ErrorCode')).toEqual(Object.keys(ERROR_CODES).sort());
  expect(valuesOf('RefusalCode')).toEqual(Object.keys(REFUSAL_CODES).sort());
});

test('each operation declares a variable as non-null where the argument is, so that generators accept it', () => {
  const faults: string[] = [];
  for (const name of readdirSync(join(__dirname, '..', '..', 'schema', 'operations'))) {
    const document = parse(read(join('operations', name)));
    const nonNull = new Set<string>();
    const typeInfo = new TypeInfo(served);
    visit(
      document,
      visitWithTypeInfo(typeInfo, {
        VariableDefinition: ({ variable, type }) => {
          if (type.kind === Kind.NON_NULL_TYPE) nonNull.add(variable.name.value);
          return false;
        },
        Variable: ({ name: variable }) => {
          if (isNonNullType(typeInfo.getInputType()) && !nonNull.has(variable.value))
            faults.push(`${name}: $${variable.value}`);
        },
      }),
    );
  }
  expect(faults).toEqual([]);
});
