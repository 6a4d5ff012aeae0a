import { formatNumber } from '../../time/format';
import { payoutsTexts } from '../payouts/payouts-texts';
import { seriesTexts } from '../series/series-texts';
import { serviceKeysTexts } from '../service-keys/service-keys-texts';
import { webhooksTexts } from '../webhooks/webhooks-texts';
import type { Facts, Fields } from './facts';
import { changedFields } from './field-changes';
import { filterWords } from './filter-words';
import { importCounts } from './import-counts';
import type { Sentence, Sentences } from './sentences';

const { states } = payoutsTexts.en;

function plural(value: unknown, one: string, many: string): string {
  if (typeof value !== 'number') return `… ${many}`;
  return `${formatNumber(value, 'en')} ${value === 1 ? one : many}`;
}

/** The sentences that there are; null when there is none. */
function joined(...sentences: ReadonlyArray<string | false>): string | null {
  return sentences.filter((each) => each !== false && each !== '').join(' ') || null;
}

/** Entries of former releases have no name of the reward. */
function stockChange(facts: Facts): string {
  const was = facts.part(facts.before, 'reward');
  const is = facts.part(facts.after, 'reward');
  const reward = typeof is.name === 'string' ? facts.quoted(is.name) : 'a reward';
  return `Stock of ${reward} changed from ${facts.number(was.stock)} to ${facts.number(is.stock)}.`;
}

function exported(list: string): Sentence {
  return (facts) => {
    const by = filterWords(facts.after, 'en');
    const first = facts.after.reverse === true ? ', in reverse order' : '';
    return `${list} saved as a CSV file${first}, ${by ? `narrowed by ${by}` : 'without a filter'}.`;
  };
}

function imported(rows: string): Sentence {
  return (facts) => {
    const { after } = facts;
    const part = typeof after.part === 'number' ? `, part ${facts.number(after.part)}` : '';
    if (after.state === 'BEGUN') return `Import of ${rows}${part} begun.`;
    const end = after.state === 'INTERRUPTED' ? 'interrupted' : 'finished';
    const { read, added, there, refused } = importCounts(after);
    if (added === null) return `Import of ${rows}${part} ${end}.`;
    const counts = [`${facts.number(added)} added`];
    if (there !== null) counts.push(`${facts.number(there)} already there`);
    if (refused !== null) counts.push(`${facts.number(refused)} refused`);
    return `Import of ${rows}${part} ${end}: ${plural(read, 'row', 'rows')} read, ${counts.join(', ')}.`;
  };
}

const created = ({ after }: { readonly after: Fields }, copy: string) =>
  `Created${copy}${after.active === true ? ' and activated' : ' as a draft'}.`;

export const englishSentences: Sentences = {
  createEvent: (facts) => created(facts, ''),
  duplicateEvent: 'Created as a copy of another event, a draft.',
  createSeries: (facts) =>
    `Created; its events begin on ${facts.day(facts.after.firstDay)} and repeat ${facts
      .word(facts.after.recurrence, seriesTexts.en.recurrences)
      .toLowerCase()}.`,
  markTemplate: 'Made the template of a series.',
  updateSeries: (facts) =>
    joined(
      ...changedFields(facts.before, facts.after, facts),
      'templateId' in facts.after && 'Another template chosen.',
      facts.after.paused === true && 'Paused.',
      facts.after.paused === false && 'Continued.',
      typeof facts.after.endedAt === 'string' && 'Ended.',
    ),
  pauseSeries: (facts) =>
    `Paused by the platform. ${facts.word(facts.after.pausedReason, seriesTexts.en.reasons)}`,
  createOccurrence: (facts) => `Created by its series for ${facts.day(facts.after.occurrence)}.`,
  updateEvent: (facts) =>
    joined(
      ...changedFields(facts.before, facts.after, facts),
      facts.after.active === true && 'Activated.',
      facts.after.active === false && 'Paused.',
    ),
  archiveEvent: 'Archived.',
  addCondition: (facts) => `Condition added: ${facts.condition(facts.part(facts.after, 'condition'))}.`,
  updateCondition: (facts) => {
    const was = facts.part(facts.before, 'condition');
    const is = { ...was, ...facts.part(facts.after, 'condition') };
    return `Condition changed from ${facts.condition(was)} to ${facts.condition(is)}.`;
  },
  removeCondition: (facts) => `Condition removed: ${facts.condition(facts.part(facts.before, 'condition'))}.`,
  addReward: (facts) => {
    const reward = facts.part(facts.after, 'reward');
    const stock = typeof reward.stock === 'number' ? `, ${facts.number(reward.stock)} in stock` : '';
    return `Reward added: ${facts.reward(reward)}${stock}.`;
  },
  updateReward: (facts) => {
    const changes = changedFields(
      facts.part(facts.before, 'reward'),
      facts.part(facts.after, 'reward'),
      facts,
    );
    return changes.length > 0 ? `Reward changed. ${changes.join(' ')}` : null;
  },
  removeReward: (facts) => `Reward removed: ${facts.reward(facts.part(facts.before, 'reward'))}.`,
  adjustRewardStock: stockChange,
  importCodes: (facts) => `Codes imported. ${stockChange(facts)}`,
  revealCode: 'The code of a reward shown to an operator.',
  addStaffNote: (facts) =>
    typeof facts.after.text === 'string'
      ? `Note added: ${facts.quoted(facts.after.text)}`
      : 'Note added; its text was erased.',
  excuseDay: (facts) => `${facts.day(facts.after.day)} excused for everybody.`,
  removeExcusedDay: (facts) => `${facts.day(facts.after.day)} is no longer excused.`,
  approveRewardRequest: 'Request approved and paid.',
  rejectRewardRequest: 'Request rejected.',
  revokeRewardRequest: ({ after }) =>
    after.returnStock === true ? 'Payment revoked; its stock is returned.' : 'Payment revoked.',
  returnStock: ({ after }) => {
    const units = Array.isArray(after.returned) ? (after.returned as Array<{ quantity?: number }>) : [];
    const sum = units.reduce((total, { quantity = 0 }) => total + quantity, 0);
    return `${plural(sum, 'unit', 'units')} of a revoked payment returned to stock.`;
  },
  changeUserRole: (facts) =>
    `Role changed from ${facts.role(facts.before.role)} to ${facts.role(facts.after.role)}.`,
  setUserDisabled: ({ after }) => (after.disabledAt === null ? 'Account enabled.' : 'Account disabled.'),
  eraseUser: 'Account erased.',
  eraseMyAccount: 'Account erased by its owner.',
  changePassword: 'Password changed by its owner.',
  resetPassword: (facts) =>
    `Password reset; the one-time password is valid until ${facts.instant(facts.after.expiresAt)}.`,
  redeemOneTimePassword: 'One-time password exchanged for a password of its own.',
  endLogin: 'One login ended by its owner.',
  linkIdentity: (facts) => `Identity of ${facts.quoted(facts.after.issuer)} linked.`,
  unlinkIdentity: (facts) => `Identity of ${facts.quoted(facts.before.issuer)} removed.`,
  setPassword: 'Password set by command.',
  createAdmin: 'First admin created.',
  exportRewardRequests: exported('Requests'),
  exportRewardGrants: exported('Grants'),
  exportAttendance: exported('Check-ins'),
  exportActivities: exported('Activities'),
  exportAudienceMembers: exported('Members of an audience'),
  exportPayoutMembers: exported('Members of a payout'),
  voidActivities: 'Activity voided; it counts no longer.',
  exportAuditEntries: exported('Audit entries'),
  importUsers: imported('users'),
  importAttendance: imported('check-ins'),
  createAudience: 'Created.',
  addAudienceMembers: ({ after }) => `${plural(after.added, 'member', 'members')} added.`,
  sealAudience: ({ after }) => `Sealed with ${plural(after.size, 'member', 'members')}.`,
  importAudience: imported('members of an audience'),
  startPayout: ({ after }) =>
    joined(
      `Started for ${plural(after.total, 'member', 'members')}.`,
      after.state === 'AWAITING_APPROVAL' && 'It awaits an approval.',
    ),
  changePayout: (facts) =>
    `State changed from ${facts.word(facts.before.state, states)} to ${facts.word(facts.after.state, states)}.`,
  finishPayout: (facts) => {
    const { paid, already, refused } = facts.after;
    return `Counted: ${facts.number(paid)} paid, ${facts.number(already)} already had it, ${facts.number(refused)} refused.`;
  },
  importRest: imported('the data of another service'),
  upsertUsers: (facts) =>
    `Account created by a backend for an identity of ${facts.quoted(facts.after.issuer)}.`,
  createServiceKey: (facts) =>
    `Created. It may: ${facts.words(facts.after.scopes, serviceKeysTexts.en.scopeNames)}.`,
  revokeServiceKey: 'Revoked.',
  createWebhookEndpoint: (facts) =>
    `Created. It receives: ${facts.words(facts.after.types, webhooksTexts.en.typeNames)}.`,
  updateWebhookEndpoint: (facts) =>
    joined(
      ...changedFields(facts.before, facts.after, facts),
      facts.after.active === true && 'Sending resumed.',
      facts.after.active === false && 'Paused.',
    ),
  rotateWebhookSecret: (facts) =>
    `Secret renewed; the former one signs until ${facts.instant(facts.after.formerSecretSignsUntil)}.`,
  removeWebhookEndpoint: 'Removed.',
  replayWebhook: (facts) =>
    `Entries ${facts.number(facts.after.fromSequence)} to ${facts.number(facts.after.toSequence)} of the feed sent again.`,
  deactivateWebhookEndpoint: (facts) =>
    `${facts.word(facts.after.pausedReason, webhooksTexts.en.pausedReasons)}.`,
  deleteActivities: (facts) => {
    const { state, before, deleted, requests } = facts.after;
    if (state === 'BEGUN') return `Deletion of activities before ${facts.instant(before)} begun.`;
    const end = state === 'INTERRUPTED' ? 'interrupted' : 'finished';
    return `Deletion of old activities ${end}: ${plural(deleted, 'activity', 'activities')} deleted, ${plural(requests, 'request keeps', 'requests keep')} what they came to.`;
  },
  deleteFailedRequests: ({ after }) => {
    if (after.state === 'BEGUN') {
      const age =
        typeof after.days === 'number' ? `older than ${plural(after.days, 'day', 'days')}` : 'that are old';
      return `Deletion of failed requests ${age} begun.`;
    }
    const end = after.state === 'INTERRUPTED' ? 'interrupted' : 'finished';
    const kept = typeof after.kept === 'number' ? `, ${formatNumber(after.kept, 'en')} kept` : '';
    return `Deletion of old failed requests ${end}: ${plural(after.deleted, 'request', 'requests')} deleted${kept}.`;
  },
  refreshTokenReused: 'A refresh token was used twice, so its login was ended.',
  loginFailureBurst: ({ after }) => `${plural(after.failures, 'failed login', 'failed logins')} in a row.`,
  SEALED: (facts) => {
    const { lastDay } = facts.part(facts.after, 'accessLog');
    const log = typeof lastDay === 'string' ? `, and the access log up to ${facts.day(lastDay)}` : '';
    return `Entries ${facts.number(facts.after.firstSequence)} to ${facts.number(facts.after.lastSequence)} of the reward feed sealed${log}.`;
  },
};
