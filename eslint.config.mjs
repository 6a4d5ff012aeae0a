import eslint from '@eslint/js';
import graphql from '@graphql-eslint/eslint-plugin';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const ENVIRONMENT = {
  selector: "MemberExpression[object.name='process']:matches([property.name='env'], [property.value='env'])",
  message: 'Only src/config.ts reads the environment.',
};

const CLOCK = {
  selector:
    "NewExpression[callee.name='Date'][arguments.length=0], MemberExpression[object.name='Date'][property.name='now']",
  message: 'The domain is told the time.',
};

const NOT_DOMAIN = {
  regex: '(^|/)src/(?!domain/)',
  message: 'The console shares the rules of src/domain with the server, and nothing else.',
};

const RANDOM_UUID = {
  selector: "MemberExpression[property.name='randomUUID']",
  message: 'Browsers offer crypto.randomUUID over HTTPS and on localhost only; use getRandomValues.',
};

const INLINE_STYLE = {
  selector: "JSXAttribute[name.name='style']",
  message: "Looks live in console/src/styles; the page's Content-Security-Policy allows no inline styles.",
};

const TIMERS = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'];

const restrictImports = (...patterns) => ({
  '@typescript-eslint/no-restricted-imports': ['error', { patterns }],
});

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'dist',
      '.data',
      'coverage',
      'tests/generated',
      'console/src/generated',
      'clients/typescript/{cjs,esm}',
      'clients/typescript/src/operations.ts',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // mongoose and Apollo ask for functions that return promises, whether or not they wait.
      '@typescript-eslint/require-await': 'off',
      // mongoose's own typings are full of any; the compiler's strictness is what holds for ours.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // Codes of foreign errors arrive as strings.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // What type-graphql calls a resolver class.
      '@typescript-eslint/no-unsafe-function-type': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowNullish: true },
      ],
    },
  },
  {
    files: ['console/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
    languageOptions: { parserOptions: { project: './console/tsconfig.json' } },
    rules: {
      // An event handler may be asynchronous: what it throws is a defect, and reported as one.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      'no-restricted-syntax': ['error', INLINE_STYLE, RANDOM_UUID],
      ...restrictImports(NOT_DOMAIN),
    },
  },
  {
    files: ['clients/typescript/examples/**/*.ts'],
    languageOptions: { parserOptions: { project: './clients/typescript/tsconfig.examples.json' } },
    // Listeners may be asynchronous, as in the console.
    rules: {
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
    },
  },
  {
    files: ['explorer/*.js', 'clients/typescript/{src,examples}/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', RANDOM_UUID] },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        __dirname: 'readonly',
        module: 'writable',
        require: 'readonly',
        fetch: 'readonly',
        ...Object.fromEntries(TIMERS.map((name) => [name, 'readonly'])),
      },
    },
  },
  {
    // The globals of a browser.
    files: ['explorer/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        ['window', 'document', 'location', 'navigator', 'sessionStorage', 'crypto', 'Option'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
  {
    // The globals of mongosh.
    files: ['init/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: Object.fromEntries(
        ['db', 'print', 'quit', 'require', 'ObjectId'].map((name) => [name, 'readonly']),
      ),
    },
  },
  // .dependency-cruiser.cjs holds the imports of src/.
  {
    files: ['src/**/*.ts'],
    rules: { 'max-lines': ['error', 250], 'no-restricted-syntax': ['error', ENVIRONMENT] },
  },
  { files: ['src/domain/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ENVIRONMENT, CLOCK] } },
  {
    files: ['src/config.ts', 'src/embedded-database/mongod-binary.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['schema/schema.graphql', 'schema/operations/*.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: {
        graphQLConfig: { schema: 'schema/schema.graphql', documents: 'schema/operations/*.graphql' },
      },
    },
  },
  {
    files: ['schema/schema.graphql'],
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      // `User.username` was promised under that name.
      '@graphql-eslint/no-typename-prefix': 'off',
      // Faults answer a value of ErrorCode outside of the data, where no field leads to it.
      '@graphql-eslint/no-unreachable-types': 'off',
      // Pages, payloads, progress and counts are values: only records have an id.
      '@graphql-eslint/strict-id-in-types': 'off',
    },
  },
  { files: ['schema/operations/*.graphql'], rules: graphql.configs['flat/operations-recommended'].rules },
);
