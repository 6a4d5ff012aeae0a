import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLInputType,
} from 'graphql';
import { documentFor, objectType, rootFields } from './root-fields';

/** One argument or input field, however deep, with what it takes to send a value for it alone. */
export interface InputPlace {
  /** Such as `Mutation.createEvent`. */
  readonly field: string;
  /** As faults name it, such as `input.rewards.0.name`. */
  readonly path: string;
  readonly type: GraphQLInputType;
  /** The type's own name, lists and non-null put aside. */
  readonly typeName: string;
  readonly operation: (value: unknown) => { query: string; variables: Record<string, unknown> };
}

export const NOWHERE = '0'.repeat(24);

const SAMPLES: Record<string, unknown> = {
  String: 'some-text',
  ID: NOWHERE,
  Int: 1,
  SafeInt: 1,
  Boolean: false,
  DateTime: '2026-06-01T00:00:00Z',
  LocalDate: '2026-06-01',
  // What its kind asks for is not in its type.
  ConditionInput: { kind: 'TOTAL_ATTENDANCE', target: 1 },
};

/** The least that fits a type: required fields only. */
function sampleOf(type: GraphQLInputType): unknown {
  const bare = getNullableType(type);
  if (isListType(bare)) return [sampleOf(bare.ofType)];
  if (isEnumType(bare)) return bare.getValues()[0]?.name;
  if (bare.name in SAMPLES || !isInputObjectType(bare)) return SAMPLES[bare.name];
  const required = Object.values(bare.getFields()).filter(isRequiredInputField);
  return Object.fromEntries(required.map((field) => [field.name, sampleOf(field.type)]));
}

/** Every place of every root field that a client can put a value into. */
export const inputPlaces: readonly InputPlace[] = rootFields.flatMap((field) => {
  const [typeName = '', fieldName = ''] = field.split('.');
  const { args } = objectType(typeName).getFields()[fieldName]!;
  const required = Object.fromEntries(
    args.filter(isRequiredArgument).map(({ name, type }) => [name, sampleOf(type)]),
  );
  return args.flatMap((argument) =>
    placesWithin(argument.type, argument.name, (value) => {
      const variables = { ...required, [argument.name]: value };
      return { query: documentFor(field, Object.keys(variables)), variables };
    }).map((place) => ({ field, ...place })),
  );
});

function placesWithin(
  type: GraphQLInputType,
  path: string,
  operation: InputPlace['operation'],
): Array<Omit<InputPlace, 'field'>> {
  const here = { path, type, typeName: getNamedType(type).name, operation };
  const bare = getNullableType(type);
  if (isListType(bare)) {
    return [here, ...placesWithin(bare.ofType, `${path}.0`, (item) => operation([item]))];
  }
  if (!isInputObjectType(bare)) return [here];
  const sample = sampleOf(bare) as object;
  return [
    here,
    ...Object.values(bare.getFields()).flatMap((field) =>
      placesWithin(field.type, `${path}.${field.name}`, (value) =>
        operation({ ...sample, [field.name]: value }),
      ),
    ),
  ];
}
