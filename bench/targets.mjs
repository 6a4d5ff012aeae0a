/** The ratios that are asked for, and how each is made of the results. */

const at = (clients) => (data) => data.clients[clients];
const whole = (data) => data;

/** Operations a second, ours against a rival's. */
const rate = (part, what, [least, aim], list, of, against) => ({
  ...{ part, what, least, aim },
  value: (data) => list(data)[of].rate / list(data)[against].rate,
  /** The same by CPU time of server or worker an operation: steadier on a machine that others use too. */
  byCpu: (data) => list(data)[against].serverCpuUs / list(data)[of].serverCpuUs,
});

const DRIVER = 'bare driver, one by one';

export const TARGETS = [
  rate('claims', `claims/s, 64 clients : ${DRIVER}`, [1.8, 2.5], at(64), 'ours', DRIVER),
  rate('claims', `claims/s, 256 clients : ${DRIVER}`, [2, 3], at(256), 'ours', DRIVER),
  rate('claims', `claims/s, 16 clients : ${DRIVER}`, [1.1, 1.4], at(16), 'ours', DRIVER),
  rate('claims', 'claims/s : the usual set-up', [6, 10], at(64), 'ours', 'the usual set-up'),
  rate(
    'claims',
    'claims/s : mercurius with jit on our services',
    [0.9, 1],
    at(64),
    'ours',
    'mercurius with jit',
  ),
  rate(
    'claims',
    'claims/s : mercurius with jit, nobody shares a call',
    [2.2, 3],
    at(64),
    'ours',
    'mercurius with jit, nobody shares a call',
  ),
  {
    ...{ part: 'claims', what: 'one client, p50 : nobody shares a call', most: 1.1, aim: 1.03 },
    value: (data) => at(1)(data).ours.p50 / at(1)(data)['ours, nobody shares a call'].p50,
  },
  rate(
    'claims',
    'two limited rewards, 64 clients : without stock',
    [0.7, 1],
    at(64),
    'ours, two limited rewards',
    'ours',
  ),
  rate(
    'claims',
    'with guard hint and primary rule : without',
    [0.9, 0.97],
    at(64),
    'ours',
    'ours, without hint and primary rule',
  ),
  {
    ...{ part: 'claims', what: "100 claims of one user at once, p99 : a single claim's", most: 3, aim: 2 },
    value: ({ oneUser }) => oneUser['a hundred of one user at once'].p99 / oneUser['one claim'].p99,
  },
  rate('checkIns', `check-ins/s, 64 clients : ${DRIVER}`, [1.8, 2.5], whole, 'ours', DRIVER),
  rate(
    'page',
    'page of 100 requests : bare driver, whole rows',
    [0.6, 0.8],
    whole,
    'ours',
    'bare driver, whole rows',
  ),
  rate(
    'page',
    'the same page : mercurius with jit and its own loaders',
    [1, 1.2],
    whole,
    'ours',
    'mercurius with jit and its own loaders',
  ),
  rate(
    'serverInfo',
    '`{ serverInfo { version } }` : mercurius with jit',
    [0.6, 0.9],
    whole,
    'ours',
    'mercurius with jit',
  ),
  rate('logins', 'logins/s : argon2 alone', [0.9, 0.95], whole, 'ours', 'argon2 alone'),
  {
    ...{ part: 'logins', what: "other operations' p99 beside logins : alone", most: 2 },
    value: (list) => list['other operations, beside logins'].p99 / list['other operations, alone'].p99,
  },
  {
    ...{ part: 'start', what: 'ready after start, database up (ms)', most: 1_500, aim: 800 },
    value: ({ readyMs }) => readyMs,
  },
  {
    ...{ part: 'start', what: 'resident memory after all of it (MB)', most: 250, aim: 180 },
    value: ({ residentMb }) => residentMb,
  },
];
