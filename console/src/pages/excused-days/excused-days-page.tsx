import { useState } from 'react';
import { useQuery } from 'urql';
import { useViewer } from '../../api/viewer';
import { Button } from '../../components/button';
import { DataTable, type DataColumn } from '../../components/data-table';
import { Day, Instant } from '../../components/instant';
import { Page } from '../../components/page';
import { useLocalOrder } from '../../components/use-local-order';
import { Empty, Loaded } from '../../components/view-states';
import { ExcusedDaysDocument, type ExcusedDaysQuery } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatDay } from '../../time/format';
import { ExcuseDayDialog, RemoveExcusedDayDialog } from './excused-day-dialogs';
import { excusedDaysTexts } from './excused-days-texts';

type Row = NonNullable<ExcusedDaysQuery['excusedDays']>[number] & { readonly id: string };

/** The list is complete: every column with an order sorts it. */
const ORDERS = {
  day: ({ day }: Row) => day,
  reason: ({ reason }: Row) => reason,
  excusedBy: ({ excusedBy }: Row) => excusedBy?.username ?? null,
  excusedAt: ({ excusedAt }: Row) => excusedAt,
};

export default function ExcusedDaysPage() {
  const texts = useTexts(excusedDaysTexts);
  const { language } = useSettings();
  const { runsEvents } = useViewer();
  const [dialog, setDialog] = useState<'excuse' | Row | null>(null);
  const [query, reload] = useQuery({ query: ExcusedDaysDocument });
  const order = useLocalOrder<Row>(ORDERS, 'down');
  const refresh = () => reload({ requestPolicy: 'network-only' });
  const close = () => {
    setDialog(null);
    refresh();
  };
  const columns: DataColumn<Row>[] = [
    {
      id: 'day',
      label: texts.day,
      isRowHeader: true,
      isSortable: true,
      cell: ({ day }) => <Day day={day} />,
    },
    { id: 'reason', isSortable: true, label: texts.reason, cell: ({ reason }) => reason },
    {
      id: 'excusedBy',
      isSortable: true,
      label: texts.excusedBy,
      cell: ({ excusedBy }) => excusedBy?.username,
    },
    {
      id: 'excusedAt',
      isSortable: true,
      label: texts.excusedAt,
      cell: ({ excusedAt }) => <Instant at={excusedAt} />,
    },
    ...(runsEvents
      ? [
          {
            id: 'remove',
            label: texts.remove,
            cell: (row: Row) => (
              <Button
                aria-label={texts.removeTitle(formatDay(row.day, language))}
                onPress={() => setDialog(row)}
              >
                {texts.remove}
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <Page
      title={texts.title}
      actions={
        runsEvents && (
          <Button tone="primary" onPress={() => setDialog('excuse')}>
            {texts.excuse}
          </Button>
        )
      }
    >
      <p className="faint">{texts.hint}</p>
      <Loaded query={query} onRetry={refresh}>
        {({ excusedDays }) => (
          <div className="panel">
            <DataTable
              label={texts.table}
              columns={columns}
              rows={order.sorted((excusedDays ?? []).map((row) => ({ ...row, id: row.day })))}
              sort={order.sort}
              isStale={query.stale || query.fetching}
              empty={<Empty title={texts.emptyTitle}>{texts.emptyHint}</Empty>}
            />
          </div>
        )}
      </Loaded>
      {dialog === 'excuse' && <ExcuseDayDialog onClose={close} />}
      {dialog !== null && dialog !== 'excuse' && <RemoveExcusedDayDialog day={dialog.day} onClose={close} />}
    </Page>
  );
}
