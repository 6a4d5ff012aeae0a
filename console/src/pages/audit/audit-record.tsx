import { Link } from 'wouter';
import type { AuditEntriesQuery } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatDay } from '../../time/format';
import { auditTexts } from './audit-texts';

type Entry = NonNullable<AuditEntriesQuery['auditEntries']>['nodes'][number];

const PAGES: Readonly<Record<string, (id: string) => string>> = {
  User: (id) => `/users/${id}`,
  Event: (id) => `/events/${id}`,
  EventSeries: (id) => `/series/${id}`,
  RewardRequest: (id) => `/requests/${id}`,
  Audience: (id) => `/audiences/${id}`,
  Payout: (id) => `/payouts/${id}`,
  // These have no page of their own.
  Activity: () => '/activities',
  ExcusedDay: () => '/excused-days',
  ServiceKey: () => '/service-keys',
  WebhookEndpoint: () => '/webhooks',
};

/** The record that an act was about, by its name where it has one, and the way to its page. */
export function AuditRecord({
  entry,
}: {
  readonly entry: Pick<Entry, 'targetType' | 'targetId' | 'targetName'>;
}) {
  const { targetTypes } = useTexts(auditTexts);
  const { language } = useSettings();
  const kind = (targetTypes as Readonly<Record<string, string>>)[entry.targetType] ?? entry.targetType;
  const page = PAGES[entry.targetType];
  if (entry.targetName === null || page === undefined) return <span className="faint">{kind}</span>;
  return (
    <>
      <span className="faint">{kind}</span>{' '}
      <Link href={page(entry.targetId)} className="wrap-anywhere">
        {entry.targetType === 'ExcusedDay' ? formatDay(entry.targetName, language) : entry.targetName}
      </Link>
    </>
  );
}
