import { useQuery } from 'urql';
import { Link } from 'wouter';
import { SUBJECT_PREFIX_MIN_CHARACTERS } from '../../../../src/domain/identities';
import { ROLES } from '../../../../src/domain/viewer';
import { useViewer } from '../../api/viewer';
import { choices, text } from '../../components/address-filters';
import { Badge, RoleBadge } from '../../components/badge';
import type { DataColumn } from '../../components/data-table';
import { ChoicesFilter, FilterBar, TextFilter } from '../../components/filter-bar';
import { Instant } from '../../components/instant';
import { PagedTable } from '../../components/paged-table';
import { Page } from '../../components/page';
import { useFilters, useOrder, usePaging } from '../../components/use-filters';
import { UsersDocument, type UsersQuery } from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useTexts } from '../../i18n/settings';
import { ImportButton } from '../../uploads/import-button';
import { usersTexts } from './users-texts';

type Row = NonNullable<UsersQuery['users']>['nodes'][number];

const STATES = ['enabled', 'disabled'] as const;
const FILTERS = { name: text, identity: text, role: choices(ROLES), state: choices(STATES) };

export default function UsersPage() {
  const texts = useTexts(usersTexts);
  const { roles } = useTexts(commonTexts);
  const { runsEvents } = useViewer();
  const { values, set, isAnySet, clear } = useFilters(FILTERS);
  const paging = usePaging();
  const order = useOrder('createdAt');
  const filter = {
    ...(values.name !== '' && { usernameContains: values.name }),
    ...([...values.identity].length >= SUBJECT_PREFIX_MIN_CHARACTERS && { subjectPrefix: values.identity }),
    ...(values.role.length > 0 && { roles: [...values.role] }),
    // Both states are no restriction.
    ...(values.state.length === 1 && { disabled: values.state[0] === 'disabled' }),
  };
  const [query, reload] = useQuery({
    query: UsersDocument,
    variables: { filter, first: Number(paging.size), after: paging.after, reverse: order.reverse },
  });
  const refresh = () => reload({ requestPolicy: 'network-only' });
  const columns: DataColumn<Row>[] = [
    {
      id: 'username',
      label: texts.username,
      isRowHeader: true,
      cell: ({ id, username }) => <Link href={`/users/${id}`}>{username}</Link>,
    },
    { id: 'role', label: texts.role, cell: ({ role }) => <RoleBadge role={role} /> },
    {
      id: 'state',
      label: texts.state,
      cell: ({ disabledAt }) =>
        disabledAt ? <Badge tone="bad">{texts.disabled}</Badge> : <Badge tone="good">{texts.enabled}</Badge>,
    },
    {
      id: 'createdAt',
      isSortable: true,
      label: texts.createdAt,
      cell: ({ createdAt }) => <Instant at={createdAt} />,
    },
  ];
  return (
    <Page
      title={texts.title}
      actions={
        runsEvents && (
          <>
            <ImportButton kind="users" onAdded={refresh} />
            <ImportButton kind="attendance" onAdded={refresh} />
          </>
        )
      }
    >
      <FilterBar label={texts.filters} isAnySet={isAnySet} onClear={clear}>
        <TextFilter
          label={texts.nameContains}
          value={values.name}
          onChange={(name) => set({ name }, { replace: true })}
        />
        <TextFilter
          label={texts.identityBegins}
          value={values.identity}
          onChange={(identity) => set({ identity }, { replace: true })}
        />
        <ChoicesFilter
          label={texts.role}
          options={ROLES}
          names={roles}
          chosen={values.role}
          onChange={(role) => set({ role })}
        />
        <ChoicesFilter
          label={texts.state}
          options={STATES}
          names={{ enabled: texts.enabled, disabled: texts.disabled }}
          chosen={values.state}
          onChange={(state) => set({ state })}
        />
      </FilterBar>
      <PagedTable
        query={query}
        onRetry={refresh}
        paging={paging}
        columns={columns}
        texts={texts}
        listOf={(data) => data.users}
        sort={order.sort}
        hrefOf={({ id }) => `/users/${id}`}
      />
    </Page>
  );
}
