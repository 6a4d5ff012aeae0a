/** The limits of logins; docs/limits.md explains them, and a test compares the two. */
export const LOGIN_LIMITS = {
  /** Right logins of an account in a quarter of an hour. */
  logins: 200,
  /** Failures of an account in a quarter of an hour, from all networks that it does not know or from a known one. */
  failures: 10,
  /** Different accounts that fail from a network, and from the /48 of an IPv6 network, in a quarter of an hour. */
  accountsOfNetwork: 100,
  accountsOfSite: 400,
  /** Beyond these failures: the time between two turns, how long an unused turn is kept, how many are given out. */
  turnSeconds: 30,
  turnKeptSeconds: 300,
  turnsMax: 20,
  /** How long a network is known to an account after a login from there, and how many are. */
  knownForDays: 30,
  knownNetworksMax: 20,
} as const;
