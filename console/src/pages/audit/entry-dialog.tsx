import { DataTable } from '../../components/data-table';
import { Dialog } from '../../components/dialog';
import { Instant } from '../../components/instant';
import type { AuditEntriesQuery } from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useTexts } from '../../i18n/settings';
import { auditTexts } from './audit-texts';
import { formatExactInstant } from '../../time/format';
import { useInstantStyle } from '../../time/service-clock';
import { AuditRecord } from './audit-record';
import { changesBetween, withInstants } from './changes';
import { sentenceOf } from './sentences';

export type Entry = NonNullable<AuditEntriesQuery['auditEntries']>['nodes'][number];

/** One entry: the actor, the act, the record, the reason, and the record before and after. */
export function EntryDialog({ entry, onClose }: { readonly entry: Entry; readonly onClose: () => void }) {
  const texts = useTexts(auditTexts);
  const { none } = useTexts(commonTexts);
  const style = useInstantStyle();
  const changes = changesBetween(entry.before ?? null, entry.after ?? null).map((change) => ({
    id: change.path,
    ...change,
  }));
  return (
    <Dialog title={texts.entryTitle(entry.sequence)} onClose={onClose} wide>
      <div className="dialog-body">
        <dl className="facts">
          <dt>{texts.action}</dt>
          <dd>{texts.actions[entry.action] ?? entry.action}</dd>
          <dt>{texts.changed}</dt>
          <dd>{sentenceOf(entry, style)}</dd>
          <dt>{texts.actor}</dt>
          <dd>{entry.actor?.username ?? (entry.serviceKey ? texts.backend : texts.nobody)}</dd>
          {entry.serviceKey && (
            <>
              <dt>{texts.serviceKey}</dt>
              <dd>
                {entry.serviceKey.name} <span className="faint wrap-anywhere">{entry.serviceKey.id}</span>
              </dd>
            </>
          )}
          <dt>{texts.at}</dt>
          <dd>
            <Instant at={entry.at} />
          </dd>
          <dt>{texts.reason}</dt>
          <dd className="pre-line">{entry.reason ?? none}</dd>
          <dt>{texts.record}</dt>
          <dd>
            <AuditRecord entry={entry} /> <span className="faint wrap-anywhere">{entry.targetId}</span>
          </dd>
          <dt>{texts.hash}</dt>
          <dd className="wrap-anywhere">{entry.hash}</dd>
          <dt>{texts.previousHash}</dt>
          <dd className="wrap-anywhere">{entry.previousHash}</dd>
        </dl>
        <DataTable
          label={texts.values}
          rows={changes}
          empty={<p className="faint">{texts.noChange}</p>}
          columns={[
            { id: 'path', label: texts.field, isRowHeader: true, cell: ({ path }) => path },
            { id: 'before', label: texts.before, cell: ({ before }) => <Value of={before} /> },
            { id: 'after', label: texts.after, cell: ({ after }) => <Value of={after} /> },
          ]}
        />
      </div>
    </Dialog>
  );
}

function Value({ of }: { readonly of: string | null }) {
  const style = useInstantStyle();
  return of === null ? (
    <span className="faint">–</span>
  ) : (
    <span className="pre-line wrap-anywhere">{withInstants(of, (at) => formatExactInstant(at, style))}</span>
  );
}
