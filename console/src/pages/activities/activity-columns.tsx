import { Badge } from '../../components/badge';
import type { DataColumn } from '../../components/data-table';
import { Instant } from '../../components/instant';
import type { ActivitiesQuery } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber } from '../../time/format';
import { activitiesTexts } from './activities-texts';

export type ActivityRow = NonNullable<ActivitiesQuery['activities']>['edges'][number]['node'];

/** The columns of a list of activities; the one of the user comes from the page that shows several users. */
export function useActivityColumns(): DataColumn<ActivityRow>[] {
  const texts = useTexts(activitiesTexts);
  const { language } = useSettings();
  return [
    { id: 'kind', label: texts.kind, isRowHeader: true, cell: ({ kind }) => kind },
    {
      id: 'quantity',
      label: texts.quantity,
      align: 'end',
      cell: ({ quantity }) => formatNumber(quantity, language),
    },
    {
      id: 'occurredAt',
      isSortable: true,
      label: texts.occurredAt,
      cell: ({ occurredAt }) => <Instant at={occurredAt} />,
    },
    { id: 'source', label: texts.source, cell: ({ source }) => source },
    { id: 'externalId', label: texts.externalId, cell: ({ externalId }) => externalId },
    { id: 'state', label: texts.state, cell: (row) => <ActivityState row={row} /> },
  ];
}

function ActivityState({ row: { voidedAt, voidReason } }: { readonly row: ActivityRow }) {
  const { states } = useTexts(activitiesTexts);
  if (voidedAt === null) return <Badge tone="good">{states.COUNTS}</Badge>;
  return (
    <>
      <Badge tone="bad">{states.VOIDED}</Badge>
      <span className="faint cell-detail">{voidReason}</span>
    </>
  );
}
