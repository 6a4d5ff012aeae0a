import { useQuery } from 'urql';
import type { DataColumn } from '../../components/data-table';
import { Instant } from '../../components/instant';
import { PagedTable } from '../../components/paged-table';
import { Page } from '../../components/page';
import { useOrder, usePaging } from '../../components/use-filters';
import { SealsDocument, type SealsQuery } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber } from '../../time/format';
import { sealsTexts } from './seals-texts';

type Seal = NonNullable<SealsQuery['seals']>['nodes'][number];

export default function SealsPage() {
  const texts = useTexts(sealsTexts);
  const { language } = useSettings();
  const paging = usePaging();
  const order = useOrder('sealedAt');
  const [query, reload] = useQuery({
    query: SealsDocument,
    variables: { first: Number(paging.size), after: paging.after, reverse: order.reverse },
  });
  const inWords = (sequence: number) => formatNumber(sequence, language);
  const columns: DataColumn<Seal>[] = [
    {
      id: 'sealedAt',
      isSortable: true,
      label: texts.sealedAt,
      cell: ({ sealedAt }) => <Instant at={sealedAt} />,
    },
    {
      id: 'range',
      label: texts.range,
      isRowHeader: true,
      cell: ({ firstSequence, lastSequence }) => texts.rangeOf(inWords(firstSequence), inWords(lastSequence)),
    },
    {
      id: 'auditSequence',
      label: texts.auditSequence,
      align: 'end',
      cell: ({ auditSequence }) => inWords(auditSequence),
    },
    { id: 'root', label: texts.root, cell: ({ root }) => <code className="wrap-anywhere">{root}</code> },
    { id: 'epoch', label: texts.epoch, cell: ({ epoch }) => <code className="wrap-anywhere">{epoch}</code> },
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
        listOf={(data) => data.seals}
        sort={order.sort}
      />
    </Page>
  );
}
