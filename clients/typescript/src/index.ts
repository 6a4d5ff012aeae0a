/** The public API of the package. */
export { createClient, type Client, type ClientOptions } from './client.ts';
export { newKey, type CallOptions, type Keyed } from './call.ts';
export { conditionText, type ConditionText, type JudgedCondition } from './condition-texts.ts';
export * from './failure.ts';
export { followRewardFeed, type FeedEntry, type FeedItem, type FollowOptions } from './feed.ts';
export { LOCALES, messages, textOf, type Locale } from './messages.ts';
export { proofFile } from './proof.ts';
export { memoryStore, type Tokens, type TokenStore } from './tokens.ts';
export type * from './operations.ts';
