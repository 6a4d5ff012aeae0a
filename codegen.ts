import type { CodegenConfig } from '@graphql-codegen/cli';

const TYPES = {
  enumsAsTypes: true,
  useTypeImports: true,
  skipTypename: true,
};
const SCALARS = { DateTime: 'string', LocalDate: 'string', SafeInt: 'number' };

const config: CodegenConfig = {
  schema: 'schema/schema.graphql',
  documents: 'schema/operations/*.graphql',
  generates: {
    'tests/generated/documents.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: { ...TYPES, scalars: SCALARS },
    },
    'clients/typescript/src/operations.ts': {
      plugins: [
        {
          add: {
            content: [
              '// Made from schema/operations by npm run codegen.',
              "import type { CallOptions, Keyed, Operation } from './call.ts';",
              "import type { Result } from './failure.ts';",
            ],
          },
        },
        'typescript-operations',
        './clients/typescript/codegen-plugin.mjs',
      ],
      config: { ...TYPES, scalars: { ...SCALARS, ID: 'string' } },
    },
    'console/src/generated/documents.ts': {
      plugins: ['typescript-operations', './console/documents-plugin.mjs'],
      config: { ...TYPES, scalars: { ...SCALARS, ID: 'string' } },
    },
  },
};

export default config;
