/** What the bench sends. Every document is the same text each time, as a client's is. */

export const CLAIM = `mutation RequestReward($input: RequestRewardInput!) {
  requestReward(input: $input) {
    request { id status requestedAt grants { id type name quantity } }
    userErrors { code message field }
  }
}`;

export const CHECK_IN = `mutation CheckAttendance {
  checkAttendance { attendance { id day checkedAt } created streak { current longest } userErrors { code } }
}`;

export const PAGE = `query RewardRequests($first: Int!) {
  rewardRequests(first: $first) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id status requestedAt
      user { id username }
      event { id title }
      grants { id name quantity }
    }
  }
}`;

/** The same from any instant of the list. */
export const PAGE_OF_TIME = PAGE.replace('($first: Int!)', '($first: Int!, $to: DateTime!)').replace(
  '(first: $first)',
  '(first: $first, filter: { requestedTo: $to })',
);

export const TRIVIAL = '{ serverInfo { version } }';

export const LOGIN = `mutation Login($input: LoginInput!) {
  login(input: $input) { user { id username } tokens { accessToken refreshToken } }
}`;

export const EVENT_REWARDS = `query Event($id: ID!) {
  event(id: $id) { rewards { id codes { imported } } }
}`;

export const CREATE_EVENT = `mutation CreateEvent($input: CreateEventInput!) {
  createEvent(input: $input) { event { id } userErrors { code } }
}`;

export const START_PAYOUT = `mutation StartPayout($input: StartPayoutInput!) {
  startPayout(input: $input) { payout { id state } userErrors { code } }
}`;

export const CHANGE_PAYOUT = `mutation ChangePayout($input: ChangePayoutInput!) {
  changePayout(input: $input) { payout { id state } userErrors { code } }
}`;
