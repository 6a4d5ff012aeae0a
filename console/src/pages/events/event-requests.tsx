import { Link } from 'wouter';
import { useQuery } from 'urql';
import { errorText } from '../../api/error-texts';
import { RequestStatusBadge } from '../../components/badge';
import { DataTable, type DataColumn } from '../../components/data-table';
import { Instant } from '../../components/instant';
import { Panel } from '../../components/page';
import { Empty, Loaded } from '../../components/view-states';
import { RewardRequestsDocument, type RewardRequestsQuery } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { eventTexts } from './event-texts';

type Row = NonNullable<RewardRequestsQuery['rewardRequests']>['nodes'][number];

/** The latest requests of an event; all of them are on the page of requests. */
export function EventRequests({ id }: { readonly id: string }) {
  const texts = useTexts(eventTexts);
  const { language } = useSettings();
  const [query, reload] = useQuery({
    query: RewardRequestsDocument,
    variables: { filter: { eventId: id }, first: 10 },
  });
  const columns: DataColumn<Row>[] = [
    {
      id: 'user',
      label: texts.columns.user,
      isRowHeader: true,
      cell: ({ id: requestId, user }) => <Link href={`/requests/${requestId}`}>{user.username}</Link>,
    },
    {
      id: 'status',
      label: texts.columns.status,
      cell: ({ status }) => <RequestStatusBadge status={status} />,
    },
    {
      id: 'requested',
      label: texts.columns.requested,
      cell: ({ requestedAt }) => <Instant at={requestedAt} />,
    },
    {
      id: 'reason',
      label: texts.columns.reason,
      cell: ({ failureCode }) =>
        failureCode && errorText({ code: failureCode, message: failureCode }, language),
    },
    { id: 'attempt', label: texts.columns.attempt, align: 'end', cell: ({ attempt }) => attempt },
  ];
  return (
    <Panel title={texts.latest} aside={<Link href={`/requests?eventId=${id}`}>{texts.allRequests}</Link>}>
      <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
        {({ rewardRequests }) => (
          <DataTable
            label={texts.latest}
            columns={columns}
            rows={rewardRequests?.nodes ?? []}
            hrefOf={({ id: requestId }) => `/requests/${requestId}`}
            empty={<Empty title={texts.noRequests} />}
          />
        )}
      </Loaded>
    </Panel>
  );
}
