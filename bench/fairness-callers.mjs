/** The costliest operations that a caller of each role may send; `npm run bench -- cost` looks for them. */

const aliases = (count, field) =>
  `{ ${Array.from({ length: count }, (_, n) => `a${n}: ${field(n)}`).join(' ')} }`;

const PAGE_WITH_ELIGIBILITY = `{ events(first: 100) { nodes {
  id title state myEligibility { eligible blockedBy progress { current target met } }
} } }`;

const FOUND_NOWHERE = `{ rewardGrants(first: 1, filter: { externalId: "none" }) { totalCount nodes { id } } }`;

const ofStaff = (database) => [
  '{ events(first: 3) { nodes { id stats { attendees requesters pending succeeded failed } } } }',
  aliases(
    3,
    (n) => `overview { requests(unit: DAY, count: ${n + 20}) { requested pending succeeded failed } }`,
  ),
  aliases(8, (n) => `rewardRequests(first: ${n + 1}) { totalCount nodes { id } }`),
  FOUND_NOWHERE,
  `{ rewardRequests(first: 100) { nodes {
    id status evidence { description days } grants { name quantity } user { username points } event { title conditions { description } }
  } } }`,
  '{ rewardGrantSums { types { type grants quantity } } }',
  aliases(
    8,
    () =>
      `event(id: "${database.eventIds[0].toHexString()}") { conditions { description } rewards { name } }`,
  ),
];

const ofAuditors = [
  '{ auditEntries(first: 100, filter: { from: "2020-01-01T00:00:00Z", to: "2020-01-02T00:00:00Z" }) { totalCount nodes { id } } }',
  aliases(2, () => 'invariants { name ok violations }'),
  '{ auditVerification { ok entries } }',
];

const INTROSPECTION = `{ __schema { types { name description fields { name description args { name description }
  type { name kind ofType { name kind ofType { name kind } } } } inputFields { name description } enumValues { name description } } } }`;

/** @returns by caller: documents, sent in turn */
export function callersOf(database) {
  return {
    anonymous: [
      INTROSPECTION,
      aliases(10, () => 'serverInfo { version now today nextDayAt schemaHash }'),
      aliases(8, () => 'events(first: 100) { totalCount }'),
    ],
    USER: [
      PAGE_WITH_ELIGIBILITY,
      aliases(
        10,
        (n) =>
          `events(first: ${n + 1}, filter: { states: [IN_PROGRESS, ENDED], titleContains: "n ${n}" }) { nodes { id } totalCount }`,
      ),
      '{ myAttendance(first: 100) { totalCount nodes { id day } } me { points attendanceStreak { current longest } } }',
    ],
    OPERATOR: ofStaff(database),
    AUDITOR: [...ofStaff(database), ...ofAuditors],
    ADMIN: [...ofStaff(database), ...ofAuditors],
  };
}
