/** The ratios that are asked for, and how each is made of the results. */
const rate = (list, name) => list[name].rate;
const ratio = (list, a, b) => rate(list, a) / rate(list, b);

export const TARGETS = [
  ...[
    [64, 1.8, 2.5],
    [256, 2.0, 3.0],
    [16, 1.1, 1.4],
  ].map(([clients, least, aim]) => ({
    ...{ part: 'claims', what: `claims/s, ${clients} clients : bare driver one by one`, least, aim },
    value: ({ clients: by }) => ratio(by[clients], 'ours', 'bare driver, one by one'),
  })),
  {
    ...{ part: 'claims', what: 'claims/s, 64 clients : the usual set-up', least: 6, aim: 10 },
    value: ({ clients: by }) => ratio(by[64], 'ours', 'the usual set-up'),
  },
  {
    ...{ part: 'claims', what: 'claims/s : mercurius with jit on our services', least: 0.9, aim: 1 },
    value: ({ clients: by }) => ratio(by[64], 'ours', 'mercurius with jit'),
  },
  {
    ...{ part: 'claims', what: 'claims/s : mercurius with jit, nobody shares a call', least: 2.2, aim: 3 },
    value: ({ clients: by }) => ratio(by[64], 'ours', 'mercurius with jit, nobody shares a call'),
  },
  {
    ...{ part: 'claims', what: 'one client, p50 : nobody shares a call', most: 1.1, aim: 1.03 },
    value: ({ clients: by }) => by[1].ours.p50 / by[1]['ours, nobody shares a call'].p50,
  },
  {
    ...{ part: 'claims', what: 'two limited rewards, 64 clients : without stock', least: 0.7, aim: 1 },
    value: ({ clients: by }) => ratio(by[64], 'ours, two limited rewards', 'ours'),
  },
  {
    ...{ part: 'claims', what: 'with guard hint and primary rule : without', least: 0.9, aim: 0.97 },
    value: ({ clients: by }) => ratio(by[64], 'ours', 'ours, without hint and primary rule'),
  },
  {
    ...{ part: 'claims', what: "100 claims of one user at once, p99 : a single claim's", most: 3, aim: 2 },
    value: ({ oneUser }) => oneUser['a hundred of one user at once'].p99 / oneUser['one claim'].p99,
  },
  {
    ...{ part: 'checkIns', what: 'check-ins/s, 64 clients : bare driver one by one', least: 1.8, aim: 2.5 },
    value: (list) => ratio(list, 'ours', 'bare driver, one by one'),
  },
  {
    ...{ part: 'page', what: 'page of 100 requests : bare driver, whole rows', least: 0.6, aim: 0.8 },
    value: (list) => ratio(list, 'ours', 'bare driver, whole rows'),
  },
  {
    ...{ part: 'page', what: 'the same page : mercurius with jit and its own loaders', least: 1, aim: 1.2 },
    value: (list) => ratio(list, 'ours', 'mercurius with jit and its own loaders'),
  },
  {
    ...{
      part: 'serverInfo',
      what: '`{ serverInfo { version } }` : mercurius with jit',
      least: 0.6,
      aim: 0.9,
    },
    value: (list) => ratio(list, 'ours', 'mercurius with jit'),
  },
  {
    ...{ part: 'logins', what: 'logins/s : argon2 alone', least: 0.9, aim: 0.95 },
    value: (list) => ratio(list, 'ours', 'argon2 alone'),
  },
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
