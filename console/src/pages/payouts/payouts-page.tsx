import { Link } from 'wouter';
import { useQuery } from 'urql';
import type { DataColumn } from '../../components/data-table';
import { Instant } from '../../components/instant';
import { PagedTable } from '../../components/paged-table';
import { Page } from '../../components/page';
import { useOrder, usePaging } from '../../components/use-filters';
import { PayoutsDocument, type PayoutDetailsFragment } from '../../generated/documents';
import { useTexts } from '../../i18n/settings';
import { PayoutBadge, PayoutCounts } from './payout-parts';
import { payoutsTexts } from './payouts-texts';

export default function PayoutsPage() {
  const texts = useTexts(payoutsTexts);
  const paging = usePaging();
  const order = useOrder('startedAt');
  const [query, reload] = useQuery({
    query: PayoutsDocument,
    variables: { first: Number(paging.size), after: paging.after, reverse: order.reverse },
  });
  const columns: DataColumn<PayoutDetailsFragment>[] = [
    {
      id: 'audience',
      label: texts.audience,
      isRowHeader: true,
      cell: ({ id, audience }) => <Link href={`/payouts/${id}`}>{audience.name}</Link>,
    },
    {
      id: 'event',
      label: texts.event,
      cell: ({ event }) => <Link href={`/events/${event.id}`}>{event.title}</Link>,
    },
    { id: 'state', label: texts.state, cell: ({ state }) => <PayoutBadge state={state} /> },
    { id: 'progress', label: texts.progress, cell: (payout) => <PayoutCounts payout={payout} /> },
    {
      id: 'startedAt',
      isSortable: true,
      label: texts.startedAt,
      cell: ({ startedAt }) => <Instant at={startedAt} />,
    },
    {
      id: 'startedBy',
      label: texts.startedBy,
      cell: ({ startedBy }) => <Link href={`/users/${startedBy.id}`}>{startedBy.username}</Link>,
    },
  ];
  return (
    <Page title={texts.title}>
      <p className="faint">{texts.hint}</p>
      <PagedTable
        query={query}
        onRetry={() => reload({ requestPolicy: 'network-only' })}
        paging={paging}
        columns={columns}
        texts={texts}
        listOf={(data) => data.payouts}
        sort={order.sort}
        hrefOf={({ id }) => `/payouts/${id}`}
      />
    </Page>
  );
}
