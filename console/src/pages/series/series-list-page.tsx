import { useQuery } from 'urql';
import { Link } from 'wouter';
import type { DataColumn } from '../../components/data-table';
import { Day, Instant } from '../../components/instant';
import { PagedTable } from '../../components/paged-table';
import { Page } from '../../components/page';
import { useOrder, usePaging } from '../../components/use-filters';
import { EventSeriesListDocument, type SeriesDetailsFragment } from '../../generated/documents';
import { useTexts } from '../../i18n/settings';
import { SeriesBadge } from './series-badge';
import { seriesTexts } from './series-texts';

export default function SeriesListPage() {
  const texts = useTexts(seriesTexts);
  const paging = usePaging();
  const order = useOrder('createdAt');
  const [query, reload] = useQuery({
    query: EventSeriesListDocument,
    variables: { first: Number(paging.size), after: paging.after, reverse: order.reverse },
  });
  const columns: DataColumn<SeriesDetailsFragment>[] = [
    {
      id: 'title',
      label: texts.name,
      isRowHeader: true,
      cell: ({ id, title }) => <Link href={`/series/${id}`}>{title}</Link>,
    },
    { id: 'state', label: texts.state, cell: (series) => <SeriesBadge series={series} /> },
    { id: 'recurrence', label: texts.recurrence, cell: ({ recurrence }) => texts.recurrences[recurrence] },
    {
      id: 'next',
      label: texts.next,
      cell: ({ nextOccurrence }) => (nextOccurrence === null ? texts.none : <Day day={nextOccurrence} />),
    },
    {
      id: 'lastDay',
      label: texts.lastDayShort,
      cell: ({ lastDay }) => (lastDay === null ? texts.none : <Day day={lastDay} />),
    },
    {
      id: 'template',
      label: texts.template,
      cell: ({ template }) => <Link href={`/events/${template.id}`}>{template.title}</Link>,
    },
    {
      id: 'createdAt',
      isSortable: true,
      label: texts.createdAt,
      cell: ({ createdAt }) => <Instant at={createdAt} />,
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
        listOf={(data) => data.eventSeriesList}
        sort={order.sort}
        hrefOf={({ id }) => `/series/${id}`}
      />
    </Page>
  );
}
