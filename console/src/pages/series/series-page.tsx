import { useState } from 'react';
import { useQuery } from 'urql';
import { Link, useParams } from 'wouter';
import { useViewer } from '../../api/viewer';
import { EventStateBadge } from '../../components/badge';
import { Button } from '../../components/button';
import { DataTable, type DataColumn } from '../../components/data-table';
import { Pages } from '../../components/pages';
import { Day, Instant } from '../../components/instant';
import { Page, Panel } from '../../components/page';
import { usePaging } from '../../components/use-filters';
import { Empty, Loaded } from '../../components/view-states';
import { EventSeriesDocument, type EventSeriesQuery } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber } from '../../time/format';
import { EventMonth } from '../events/event-month';
import { MonthPanel } from '../events/month-panel';
import { SeriesBadge } from './series-badge';
import { ChangeSeriesDialog, EditSeriesDialog, type SeriesChange } from './series-dialogs';
import { seriesTexts } from './series-texts';

type Series = NonNullable<EventSeriesQuery['eventSeries']>;
type Occurrence = Series['events']['nodes'][number];

export default function SeriesPage() {
  const { id } = useParams<{ id: string }>();
  const texts = useTexts(seriesTexts);
  const paging = usePaging();
  const [query, reload] = useQuery({
    query: EventSeriesDocument,
    variables: { id, first: 50, after: paging.after },
  });
  const refresh = () => reload({ requestPolicy: 'network-only' });
  const view = (
    <Loaded query={query} onRetry={refresh}>
      {({ eventSeries }) =>
        eventSeries && (
          <Page
            title={eventSeries.title}
            badge={<SeriesBadge series={eventSeries} />}
            actions={<Actions series={eventSeries} onDone={refresh} />}
          >
            <About series={eventSeries} />
            <MonthPanel>
              {(month) => (
                <>
                  <p className="faint">{texts.calendarHint}</p>
                  <EventMonth {...month} events={eventSeries.events.nodes} />
                </>
              )}
            </MonthPanel>
            <Panel title={texts.occurrences}>
              <Occurrences events={eventSeries.events.nodes} />
              <Pages paging={paging} list={eventSeries.events} />
            </Panel>
          </Page>
        )
      }
    </Loaded>
  );
  return query.data?.eventSeries && !query.error ? view : <Page title={texts.title}>{view}</Page>;
}

interface ActionsProps {
  readonly series: Series;
  readonly onDone: () => void;
}

function Actions({ series, onDone }: ActionsProps) {
  const texts = useTexts(seriesTexts);
  const { runsEvents } = useViewer();
  const [act, setAct] = useState<SeriesChange | 'edit' | null>(null);
  if (!runsEvents || series.endedAt !== null) return null;
  const close = () => {
    setAct(null);
    onDone();
  };
  return (
    <>
      <Button onPress={() => setAct('edit')}>{texts.edit}</Button>
      {series.paused ? (
        <Button tone="primary" onPress={() => setAct('continue')}>
          {texts.continue}
        </Button>
      ) : (
        <Button onPress={() => setAct('pause')}>{texts.pause}</Button>
      )}
      <Button tone="danger" onPress={() => setAct('end')}>
        {texts.end}
      </Button>
      {act === 'edit' && <EditSeriesDialog series={series} onClose={close} />}
      {act !== null && act !== 'edit' && <ChangeSeriesDialog change={act} series={series} onClose={close} />}
    </>
  );
}

function About({ series }: { readonly series: Series }) {
  const texts = useTexts(seriesTexts);
  const { language } = useSettings();
  const day = (value: string | null) => (value === null ? texts.none : <Day day={value} />);
  const reasons: Readonly<Record<string, string>> = texts.reasons;
  return (
    <Panel title={texts.about}>
      {series.pausedReason !== null && (
        <p className="notice" role="status">
          {texts.pausedByPlatform} {reasons[series.pausedReason] ?? series.pausedReason} {texts.repair}
        </p>
      )}
      <dl className="facts">
        <dt>{texts.template}</dt>
        <dd>
          <Link href={`/events/${series.template.id}`}>{series.template.title}</Link>
        </dd>
        <dt>{texts.recurrence}</dt>
        <dd>{texts.recurrences[series.recurrence]}</dd>
        <dt>{texts.firstDay}</dt>
        <dd>{day(series.firstDay)}</dd>
        <dt>{texts.lastDayShort}</dt>
        <dd>{day(series.lastDay)}</dd>
        <dt>{texts.next}</dt>
        <dd>{day(series.nextOccurrence)}</dd>
        <dt>{texts.grace}</dt>
        <dd>{formatNumber(series.claimGraceHours, language)}</dd>
      </dl>
    </Panel>
  );
}

function Occurrences({ events }: { readonly events: readonly Occurrence[] }) {
  const texts = useTexts(seriesTexts);
  const columns: DataColumn<Occurrence>[] = [
    {
      id: 'day',
      label: texts.day,
      cell: ({ occurrence, startAt }) =>
        occurrence === null ? <Instant at={startAt} /> : <Day day={occurrence} />,
    },
    {
      id: 'event',
      label: texts.event,
      isRowHeader: true,
      cell: ({ id, title }) => <Link href={`/events/${id}`}>{title}</Link>,
    },
    { id: 'state', label: texts.eventState, cell: (event) => <EventStateBadge event={event} /> },
  ];
  return (
    <DataTable
      label={texts.occurrences}
      columns={columns}
      rows={events}
      isStale={false}
      empty={<Empty title={texts.noOccurrences} />}
    />
  );
}
