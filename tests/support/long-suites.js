/**
 * The folders and suites of tests/ that take long, and why. `npm test` leaves them out, so that it takes a few minutes
 * on two cores; `npm run test:long` runs them, and .ci/run both.
 */
module.exports = [
  // Processes of the server and of its commands: a start takes more than a second.
  'process/',
  'embedded-database/',
  'telemetry/tracing',
  // Servers are killed or stopped between two steps. An abandoned hold is settled after 5 s, and a server that stands
  // still does so for 7.5 s. Others are on databases whose rights are taken away.
  'faults-short/',
  // Several server processes race, some for a hundred rounds.
  'concurrency/',
  // Programs that take from the feed are killed at each step, and start again.
  'client/reward-feed',
  // Outages of the database that last for seconds.
  'audit/chainer-outage',
  // Hundreds of logins and refreshes at once: hashes, on purpose expensive.
  'api/auth/rate-limits-storms',
  // Each list of the schema, with cursors of its other orders and with changed ones.
  'api/cursors',
  // Thousands of random documents and traces.
  'fuzz/',
  'model/',
  // Each hostile text in every text of the schema, and in each step of a request.
  'api/naughty-texts',
  // Every enum of the schema with a value of a newer server, against every query and mutation.
  'api/unknown-values',
  // A hundred connections log in without a pause beside 48 others; one or two hashes are computed at a time.
  'api/auth/login-queue',
  // Every change by hand of every field, and every rule of `check` that finds it.
  'audit/manual-changes',
  'audit/invariants',
  // Every index, dropped or another one, at a start and in operation.
  'database/structure',
  // The package is packed, installed in a project of its own and compiled.
  'client/package',
  // Exports and retention of many thousand rows.
  'exports/streaming',
  'reward-requests/failed-requests-retention',
];
