import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useMutation, useQuery } from 'urql';
import { NAME_MAX_CHARACTERS } from '../../../../src/domain/limits';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { useViewer } from '../../api/viewer';
import { Button } from '../../components/button';
import type { DataColumn } from '../../components/data-table';
import { ConfirmDialog } from '../../components/dialog';
import { TextField } from '../../components/fields';
import { Instant } from '../../components/instant';
import { PagedTable } from '../../components/paged-table';
import { Page } from '../../components/page';
import { useAnnounce } from '../../components/toasts';
import { useFields } from '../../drafts/use-fields';
import { useOrder, usePaging } from '../../components/use-filters';
import {
  AudiencesDocument,
  CreateAudienceDocument,
  type AudienceDetailsFragment,
} from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber } from '../../time/format';
import { AudienceBadge } from './audience-badge';
import { audiencesTexts } from './audiences-texts';

export default function AudiencesPage() {
  const texts = useTexts(audiencesTexts);
  const { language } = useSettings();
  const { runsEvents } = useViewer();
  const paging = usePaging();
  const order = useOrder('created');
  const [isCreating, setCreating] = useState(false);
  const [query, reload] = useQuery({
    query: AudiencesDocument,
    variables: { first: Number(paging.size), after: paging.after, reverse: order.reverse },
  });
  const columns: DataColumn<AudienceDetailsFragment>[] = [
    {
      id: 'name',
      label: texts.name,
      isRowHeader: true,
      cell: ({ id, name }) => <Link href={`/audiences/${id}`}>{name}</Link>,
    },
    { id: 'size', label: texts.size, cell: ({ size }) => formatNumber(size, language) },
    { id: 'state', label: texts.state, cell: (row) => <AudienceBadge row={row} /> },
    {
      id: 'created',
      isSortable: true,
      label: texts.created,
      cell: ({ createdAt }) => <Instant at={createdAt} />,
    },
    {
      id: 'createdBy',
      label: texts.createdBy,
      cell: ({ createdBy }) => createdBy && <Link href={`/users/${createdBy.id}`}>{createdBy.username}</Link>,
    },
  ];
  return (
    <Page
      title={texts.title}
      actions={
        runsEvents && (
          <Button tone="primary" onPress={() => setCreating(true)}>
            {texts.create}
          </Button>
        )
      }
    >
      <p className="faint">{texts.hint}</p>
      <PagedTable
        query={query}
        onRetry={() => reload({ requestPolicy: 'network-only' })}
        paging={paging}
        columns={columns}
        texts={texts}
        listOf={(data) => data.audiences}
        sort={order.sort}
        hrefOf={({ id }) => `/audiences/${id}`}
      />
      {isCreating && <CreateAudienceDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}

function CreateAudienceDialog({ onClose }: { readonly onClose: () => void }) {
  const texts = useTexts(audiencesTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const [, navigate] = useLocation();
  const [, create] = useMutation(CreateAudienceDocument);
  const fields = useFields('create audience', () => ({ name: '' }));
  const { name } = fields.value;
  return (
    <ConfirmDialog
      form="create audience"
      title={texts.createTitle}
      confirmLabel={texts.create}
      fields={fields}
      onClose={onClose}
      onConfirm={async () => {
        const { data, error } = await create({ input: { name: name.trim() } });
        if (error) return errorText(factsOf(error), language);
        const audience = data?.createAudience?.audience;
        if (audience) {
          announce(texts.wasCreated(audience.name));
          fields.finish();
          navigate(`/audiences/${audience.id}`);
        }
        return null;
      }}
    >
      <TextField
        label={texts.name}
        description={texts.nameHint}
        value={name}
        onChange={(typed) => fields.set({ name: typed })}
        limit={NAME_MAX_CHARACTERS}
        isRequired
        autoFocus
      />
    </ConfirmDialog>
  );
}
