import { Link } from 'wouter';
import { serviceDayOf } from '../../../../src/domain/service-calendar';
import { useQuery } from 'urql';
import { errorText } from '../../api/error-texts';
import { Chart } from '../../components/chart';
import { Panel } from '../../components/page';
import { ShareBar } from '../../components/share-bar';
import { Empty, Loaded } from '../../components/view-states';
import { EventStatsDocument, type EventStatsQuery } from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber, formatShare, formatShortDay } from '../../time/format';
import { useServiceCalendar, useServiceClock } from '../../time/service-clock';
import { eventTexts } from './event-texts';
import { withEmptyDays } from './stats-days';

type Stats = NonNullable<NonNullable<EventStatsQuery['event']>['stats']>;

interface Window {
  readonly startAt: string;
  readonly endAt: string | null;
}

export function EventStatsPanels({ id, window }: { readonly id: string; readonly window: Window }) {
  const [query, reload] = useQuery({ query: EventStatsDocument, variables: { id } });
  return (
    <div className="event-stats">
      <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
        {({ event }) =>
          event?.stats && (
            <div className="columns">
              <Funnel id={id} stats={event.stats} />
              <DayChart stats={event.stats} window={window} />
            </div>
          )
        }
      </Loaded>
    </div>
  );
}

function Funnel({ id, stats }: { readonly id: string; readonly stats: Stats }) {
  const texts = useTexts(eventTexts);
  const { language } = useSettings();
  const whole = Math.max(1, stats.attendees, stats.requesters, stats.failed);
  const format = (count: number) => formatNumber(count, language);
  const all = stats.succeeded + stats.pending + stats.failed;
  // A rate over 1 is none: users may claim who checked in on no day of the event.
  const rate = (part: number, of: number) =>
    of > 0 && part <= of ? ` · ${formatShare(part / of, language)}` : '';
  const requests = (filter: string) => `/requests?eventId=${id}&${filter}`;
  return (
    <Panel title={texts.funnel}>
      <div className="funnel">
        <div className="funnel-step">
          <span>{texts.attendees}</span>
          <span className="number">{texts.people(stats.attendees, format(stats.attendees))}</span>
          <ShareBar share={stats.attendees / whole} tone="accent" />
        </div>
        <div className="funnel-step">
          <span>{texts.requesters}</span>
          <span className="number">
            {texts.people(stats.requesters, format(stats.requesters))}
            {rate(stats.requesters, stats.attendees)}
          </span>
          <ShareBar share={stats.requesters / whole} tone="accent" />
        </div>
        <div className="funnel-step">
          <Link href={requests('statuses=SUCCESS')}>{texts.succeeded}</Link>
          <span className="number">
            {texts.requests(stats.succeeded, format(stats.succeeded))}
            {rate(stats.succeeded, all)}
          </span>
          <ShareBar share={stats.succeeded / whole} tone="good" />
        </div>
        {stats.revoked > 0 && (
          <div className="funnel-step">
            <Link href={requests('revocation=REVOKED')}>{texts.revoked}</Link>
            <span className="number">{texts.requests(stats.revoked, format(stats.revoked))}</span>
            <ShareBar share={stats.revoked / whole} tone="bad" />
          </div>
        )}
        <div className="funnel-step">
          <Link href={requests('statuses=PENDING')}>{texts.pending}</Link>
          <span className="number">
            {texts.requests(stats.pending, format(stats.pending))}
            {rate(stats.pending, all)}
          </span>
          <ShareBar share={stats.pending / whole} tone="warn" />
        </div>
        <div className="funnel-step">
          <Link href={requests('statuses=FAILED')}>{texts.failed}</Link>
          <span className="number">
            {texts.requests(stats.failed, format(stats.failed))}
            {rate(stats.failed, all)}
          </span>
          <ShareBar share={stats.failed / whole} tone="bad" />
        </div>
        {stats.failures.length > 0 && (
          <ul className="bullets">
            {stats.failures.map(({ code, count }) => (
              <li key={code}>
                <Link href={requests(`statuses=FAILED&failureCodes=${code}`)}>
                  {errorText({ code, message: code }, language)}
                </Link>{' '}
                <span className="number">{format(count)}</span>
              </li>
            ))}
          </ul>
        )}
        <p className="hint">{texts.failedHint}</p>
      </div>
    </Panel>
  );
}

function DayChart({ stats, window }: { readonly stats: Stats; readonly window: Window }) {
  const texts = useTexts(eventTexts);
  const { requestStatuses } = useTexts(commonTexts);
  const { language } = useSettings();
  const { serviceTimeZone, today } = useServiceClock();
  const calendar = useServiceCalendar();
  const days = withEmptyDays(stats.days, {
    first: serviceDayOf(calendar, new Date(window.startAt)),
    last: window.endAt === null ? null : serviceDayOf(calendar, new Date(Date.parse(window.endAt) - 1)),
    today,
  });
  return (
    <Panel title={texts.days} aside={<span className="faint">{serviceTimeZone}</span>}>
      {days.length === 0 ? (
        <Empty title={texts.noRequests} />
      ) : (
        <Chart
          label={texts.dayChart(serviceTimeZone)}
          categoryName={texts.day}
          categories={days.map(({ day }) => ({ id: day, label: formatShortDay(day, language) }))}
          series={[
            { name: requestStatuses.SUCCESS, tone: 'good', values: days.map(({ succeeded }) => succeeded) },
            { name: requestStatuses.PENDING, tone: 'warn', values: days.map(({ pending }) => pending) },
            { name: requestStatuses.FAILED, tone: 'bad', values: days.map(({ failed }) => failed) },
          ]}
        />
      )}
    </Panel>
  );
}
