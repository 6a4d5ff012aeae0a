import { Link } from 'wouter';
import type { AuditEntriesQuery } from '../../generated/documents';
import { useTexts } from '../../i18n/settings';
import { auditTexts } from './audit-texts';

type Entry = NonNullable<AuditEntriesQuery['auditEntries']>['nodes'][number];

const PAGES: Readonly<Record<string, string>> = {
  User: '/users',
  Event: '/events',
  EventSeries: '/series',
  RewardRequest: '/requests',
};

/** The record that an act was about, by its name where it has one, and the way to its page. */
export function AuditRecord({
  entry,
}: {
  readonly entry: Pick<Entry, 'targetType' | 'targetId' | 'targetName'>;
}) {
  const { targetTypes } = useTexts(auditTexts);
  const kind = (targetTypes as Readonly<Record<string, string>>)[entry.targetType] ?? entry.targetType;
  const page = PAGES[entry.targetType];
  if (entry.targetName === null || page === undefined) return <span className="faint">{kind}</span>;
  return (
    <>
      <span className="faint">{kind}</span> <Link href={`${page}/${entry.targetId}`}>{entry.targetName}</Link>
    </>
  );
}
