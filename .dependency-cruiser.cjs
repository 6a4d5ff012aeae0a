/**
 * The layers of src/, lowest first. Files import their own layer and the layers that stand above it in this list, so
 * the graph of the folders has no cycle. docs/architecture.md draws the graph. A new feature gets a line among the features.
 */
const LAYERS = {
  domain: 'domain/',
  base: '(drain-on-signal|errors|startup-fault|fault-points|clock|log|version|worker-share)\\.ts',
  config: '(config|environment|identity-issuers)\\.ts',
  telemetry: 'telemetry/',
  database: 'database/',
  'embedded-database': 'embedded-database/',
  secrets: 'secrets/',
  'graphql/types': 'graphql/types/',
  'exports/format': 'exports/format/',
  access: 'access/',
  'rate-limits': 'rate-limits/',

  // Features. A feature imports those that stand above it here.
  audit: 'audit/',
  users: 'users/',
  'access-log': 'access-log/',
  auth: 'auth/',
  'identity-providers': 'identity-providers/',
  'service-keys': 'service-keys/',
  'excused-days': 'excused-days/',
  attendance: 'attendance/',
  activities: 'activities/',
  audiences: 'audiences/',
  events: 'events/',
  'event-series': 'event-series/',
  'reward-requests': 'reward-requests/',
  'reward-codes': 'reward-codes/',
  payouts: 'payouts/',
  'staff-notes': 'staff-notes/',
  'activity-voids': 'activity-voids/',
  'reward-feed': 'reward-feed/',
  seals: 'seals/',
  webhooks: 'webhooks/',
  erasures: 'erasures/',
  'data-exports': 'data-exports/',
  overview: 'overview/',
  invariants: 'invariants/',
  imports: 'imports/',
  'server-info': 'server-info/',

  features: '(feature|features)\\.ts',
  graphql: 'graphql/[^/]+\\.ts',
  exports: 'exports/[^/]+\\.ts',
  services: 'services\\.ts',
  readiness: 'readiness\\.ts',
  demo: 'demo/',
  pages: 'pages/',
  http: 'http/',
  app: '(app|background|server-metrics)\\.ts',
  supervisor: 'supervisor/',
  cli: 'cli/',
  main: '(main|serve|cli)\\.ts',
};

/**
 * A type costs nothing at run time, but its import is an arrow like any other. Only these files may be imported by
 * lower layers, as types: what a feature registers and what a resolver gets have the services of all features in them.
 */
const NAMES_EVERY_FEATURE = '^src/(feature|services|app)\\.ts$|^src/graphql/context\\.ts$';

const names = Object.keys(LAYERS);
const filesOf = (name) => `^src/${LAYERS[name]}`;

const layerRules = names.slice(0, -1).flatMap((name) => {
  const rule = {
    severity: 'error',
    comment: 'See LAYERS in .dependency-cruiser.cjs.',
    from: { path: filesOf(name) },
  };
  const higher = names.slice(names.indexOf(name) + 1).map(filesOf);
  return [
    { ...rule, name: `layers: ${name}`, to: { path: higher, dependencyTypesNot: ['type-only'] } },
    {
      ...rule,
      name: `layers: ${name} (types)`,
      to: { path: higher, pathNot: NAMES_EVERY_FEATURE, dependencyTypes: ['type-only'] },
    },
  ];
});

/** The folder of the importing file, as the rule below captured it. */
const ITS_FOLDER = '^src/$1/';

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'every file has a layer',
      comment: 'Name its folder in LAYERS of .dependency-cruiser.cjs.',
      severity: 'error',
      from: { path: '^src/', pathNot: names.map(filesOf) },
      to: {},
    },
    {
      name: 'no import cycles',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'the domain imports its own files only',
      comment: 'No graphql, no mongoose, no I/O.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    {
      name: 'resolvers are imported by their feature.ts',
      severity: 'error',
      from: { path: '^src/', pathNot: '/feature\\.ts$' },
      to: { path: '\\.resolver\\.ts$' },
    },
    {
      name: 'models are imported by their own feature',
      comment:
        "A resolver or payload of another feature may import a model: it is the GraphQL type that an edge leads to. An outbox entry is a part of other models' documents.",
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '\\.(resolver|payloads)\\.ts$' },
      to: {
        path: '\\.model\\.ts$',
        pathNot: [ITS_FOLDER, '/outbox-entry\\.model\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'feature.ts is imported by the lists of features',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(features|services|graphql/loaders)\\.ts$' },
      to: { path: '^src/[^/]+/feature\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.(json|md)$' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    parser: 'tsc',
  },
};
