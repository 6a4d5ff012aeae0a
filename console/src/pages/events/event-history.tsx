import { useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from 'urql';
import { useViewer } from '../../api/viewer';
import { Button } from '../../components/button';
import { DataTable, type DataColumn } from '../../components/data-table';
import { Instant } from '../../components/instant';
import { Panel } from '../../components/page';
import { Empty, Loaded } from '../../components/view-states';
import { EventHistoryDocument, type EventHistoryQuery } from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useTexts } from '../../i18n/settings';
import { useInstantStyle } from '../../time/service-clock';
import { sentenceOf } from '../audit/sentences';
import { eventTexts } from './event-texts';

type History = NonNullable<NonNullable<EventHistoryQuery['event']>['history']>;

const SHOWN_FIRST = 10;
const SHOWN_MOST = 100;

/** The latest changes of an event: who made them, when, what changed and why. */
export function EventHistory({ id }: { readonly id: string }) {
  const texts = useTexts(eventTexts);
  const common = useTexts(commonTexts);
  const { readsAudit } = useViewer();
  const style = useInstantStyle();
  const [first, setFirst] = useState(SHOWN_FIRST);
  const [query, reload] = useQuery({ query: EventHistoryDocument, variables: { id, first } });
  const columns: DataColumn<History['nodes'][number]>[] = [
    { id: 'at', label: texts.acts.at, cell: ({ at }) => <Instant at={at} /> },
    { id: 'actor', label: texts.acts.actor, cell: ({ actor }) => actor?.username ?? common.anyone },
    {
      id: 'action',
      label: texts.acts.action,
      isRowHeader: true,
      cell: (entry) => sentenceOf(entry, style),
    },
    { id: 'reason', label: texts.acts.reason, cell: ({ reason }) => reason },
  ];
  return (
    <Panel
      title={texts.history}
      aside={readsAudit && <Link href={`/audit?targetId=${id}`}>{texts.allHistory}</Link>}
    >
      <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
        {({ event }) => (
          <>
            <DataTable
              label={texts.history}
              columns={columns}
              rows={event?.history?.nodes ?? []}
              empty={<Empty title={texts.noHistory} />}
            />
            {event?.history?.pageInfo.hasNextPage && first < SHOWN_MOST && (
              <Button onPress={() => setFirst(SHOWN_MOST)}>{texts.olderHistory}</Button>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}
