import { useQuery } from 'urql';
import { Link } from 'wouter';
import { errorTexts } from '../../api/error-texts';
import { RequestStatusBadge } from '../../components/badge';
import { DataTable } from '../../components/data-table';
import { Pages } from '../../components/pages';
import { Instant } from '../../components/instant';
import { usePaging } from '../../components/use-filters';
import { Loaded } from '../../components/view-states';
import { ActivitiesDocument, RewardGrantsDocument, RewardRequestsDocument } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { useActivityColumns } from '../activities/activity-columns';
import { usersTexts } from './users-texts';

/** Each leads to its evidence. */
export function UserRequests({ userId }: { readonly userId: string }) {
  const texts = useTexts(usersTexts);
  const { language } = useSettings();
  const paging = usePaging('requests');
  const [query, reload] = useQuery({
    query: RewardRequestsDocument,
    variables: { filter: { userId }, first: 10, after: paging.after },
  });
  return (
    <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
      {({ rewardRequests }) => (
        <>
          <DataTable
            label={texts.requests}
            rows={rewardRequests?.nodes ?? []}
            hrefOf={({ id }) => `/requests/${id}`}
            isStale={query.stale || query.fetching}
            empty={<p className="faint">{texts.noRequests}</p>}
            columns={[
              {
                id: 'event',
                label: texts.event,
                isRowHeader: true,
                cell: ({ id, event }) => <Link href={`/requests/${id}`}>{event.title}</Link>,
              },
              {
                id: 'status',
                label: texts.status,
                cell: ({ status, failureCode }) => (
                  <>
                    <RequestStatusBadge status={status} />
                    {failureCode && (
                      <span className="faint cell-detail">{errorTexts[language][failureCode]}</span>
                    )}
                  </>
                ),
              },
              {
                id: 'requestedAt',
                label: texts.requestedAt,
                cell: (row) => <Instant at={row.requestedAt} />,
              },
            ]}
          />
          <Pages paging={paging} list={rewardRequests} />
        </>
      )}
    </Loaded>
  );
}

export function UserGrants({ userId }: { readonly userId: string }) {
  const texts = useTexts(usersTexts);
  const paging = usePaging('grants');
  const [query, reload] = useQuery({
    query: RewardGrantsDocument,
    variables: { filter: { userId }, first: 10, after: paging.after },
  });
  return (
    <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
      {({ rewardGrants }) => (
        <>
          <DataTable
            label={texts.grants}
            rows={rewardGrants?.nodes ?? []}
            isStale={query.stale || query.fetching}
            empty={<p className="faint">{texts.noGrants}</p>}
            columns={[
              { id: 'reward', label: texts.reward, isRowHeader: true, cell: ({ name }) => name },
              { id: 'quantity', label: texts.quantity, align: 'end', cell: ({ quantity }) => quantity },
              { id: 'grantedAt', label: texts.grantedAt, cell: (row) => <Instant at={row.grantedAt} /> },
            ]}
          />
          <Pages paging={paging} list={rewardGrants} />
        </>
      )}
    </Loaded>
  );
}

export function UserActivities({ userId }: { readonly userId: string }) {
  const texts = useTexts(usersTexts);
  const columns = useActivityColumns();
  const paging = usePaging('activities');
  const [query, reload] = useQuery({
    query: ActivitiesDocument,
    variables: { filter: { userId }, first: 10, after: paging.after },
  });
  return (
    <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
      {({ activities }) => (
        <>
          <DataTable
            label={texts.activities}
            rows={(activities?.edges ?? []).map(({ node }) => node)}
            isStale={query.stale || query.fetching}
            empty={<p className="faint">{texts.noActivities}</p>}
            columns={columns}
          />
          <Pages paging={paging} list={activities} />
        </>
      )}
    </Loaded>
  );
}
