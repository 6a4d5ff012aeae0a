import type { mongo, Schema } from 'mongoose';
import type { Models } from '../database/client-collections';
import { reportAll, type Check, type Rule } from './rule';

const valuesAreKnown: Rule = {
  name: 'valuesAreKnown',
  description:
    'Every stored kind, type, mode, role, status and code is one that this version knows. A newer server may have written others: check with that version, for here nothing is judged by them.',
};

/** The values are those that the models list, so that a new field with a list is checked too. */
export const valueRules: readonly Check[] = [
  {
    rules: [valuesAreKnown],
    run: async (snapshot, report) => {
      const { database } = snapshot;
      for (const [name, { schema }] of Object.entries(database.models)) {
        const $or = unknownValues(schema as Schema);
        if ($or.length === 0) continue;
        // A tombstone has no values.
        const rows = database[name as keyof Models] as unknown as mongo.Collection;
        await reportAll(
          valuesAreKnown,
          rows,
          [{ $match: { tombstone: { $ne: true }, $or } }],
          snapshot,
          report,
        );
      }
    },
  },
];

/** One filter per field whose values are listed: rows that have another one. */
function unknownValues({ paths }: Schema): mongo.Document[] {
  return Object.entries(paths).flatMap(([name, type]) => {
    const {
      schema,
      options,
      $isMongooseDocumentArray: isList,
    } = type as {
      schema?: Schema;
      options: { enum?: readonly unknown[]; required?: boolean };
      $isMongooseDocumentArray?: boolean;
    };
    if (schema === undefined) {
      if (!options.enum) return [];
      // A missing value counts as null.
      return [{ [name]: { $nin: options.required ? options.enum : [...options.enum, null] } }];
    }
    return unknownValues(schema).map((inner) =>
      isList
        ? { [name]: { $elemMatch: inner } }
        : Object.fromEntries(
            Object.entries(inner).map(([field, rule]) => [`${name}.${field}`, rule as unknown]),
          ),
    );
  });
}
