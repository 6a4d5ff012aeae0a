import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useQuery } from 'urql';
import { isSoldOut, runsOutAt } from '../../../../src/domain/stock';
import { choice } from '../../components/address-filters';
import { Badge } from '../../components/badge';
import { Instant } from '../../components/instant';
import { Page, Panel } from '../../components/page';
import { ShareBar } from '../../components/share-bar';
import { useFilters } from '../../components/use-filters';
import { Empty, Loaded } from '../../components/view-states';
import { OverviewDocument, type OverviewQuery } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber, formatUntil } from '../../time/format';
import { shareLeft, stockTone } from '../events/stock-tone';
import { Activity } from './activity';
import { Figures } from './figures';
import { overviewTexts } from './overview-texts';
import './overview.css';

const UNIT = { unit: choice(['HOUR', 'DAY']) };
const COUNTS = { HOUR: 24, DAY: 30 } as const;
/** Of the rewards with low stock: the figure counts them all. */
const MOST_REWARDS = 8;

export type Overview = NonNullable<OverviewQuery['overview']>;

export default function OverviewPage() {
  const texts = useTexts(overviewTexts);
  const { values, set } = useFilters(UNIT);
  const { unit } = values;
  const [query, reload] = useQuery({ query: OverviewDocument, variables: { unit, count: COUNTS[unit] } });
  return (
    <Page title={texts.title}>
      <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
        {({ overview }) =>
          overview && (
            <>
              <Figures overview={overview} />
              <div className="overview-lists">
                <Waiting waiting={overview.waiting} />
                <Ending ending={overview.ending} now={new Date(overview.at)} />
                <LowStock rewards={overview.lowStock.slice(0, MOST_REWARDS)} now={new Date(overview.at)} />
                <Running running={overview.running} />
              </div>
              <Activity
                requests={overview.requests}
                shownUnit={query.operation?.variables.unit ?? unit}
                unit={unit}
                onUnit={(chosen) => set({ unit: chosen })}
              />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function Waiting({ waiting: { oldest } }: { readonly waiting: Overview['waiting'] }) {
  const texts = useTexts(overviewTexts);
  return (
    <Panel title={texts.waiting} aside={oldest && <Link href="/requests">{texts.decide}</Link>}>
      {oldest === null ? (
        <Empty title={texts.nothingWaits} />
      ) : (
        <p>
          {texts.oldest}: <Link href={`/requests/${oldest.id}`}>{oldest.user.username}</Link>,{' '}
          {oldest.event.title}, <Instant at={oldest.requestedAt} />
        </p>
      )}
    </Panel>
  );
}

interface EventLinesProps {
  readonly events: readonly { readonly id: string; readonly title: string; readonly endAt: string | null }[];
  readonly endOf: (endAt: string) => ReactNode;
}

function EventLines({ events, endOf }: EventLinesProps) {
  const texts = useTexts(overviewTexts);
  return (
    <ul className="lines">
      {events.map(({ id, title, endAt }) => (
        <li key={id} className="line">
          <Link href={`/events/${id}`}>{title}</Link>
          <span className="faint">{endAt === null ? texts.open : endOf(endAt)}</span>
        </li>
      ))}
    </ul>
  );
}

interface EndingProps {
  readonly ending: Overview['ending'];
  readonly now: Date;
}

function Ending({ ending: { events }, now }: EndingProps) {
  const texts = useTexts(overviewTexts);
  const { language } = useSettings();
  return (
    <Panel title={texts.ending}>
      {events.length === 0 ? (
        <Empty title={texts.noneEnding} />
      ) : (
        <EventLines
          events={events}
          endOf={(endAt) => (
            <>
              <strong>{formatUntil(endAt, now, language)}</strong> · <Instant at={endAt} />
            </>
          )}
        />
      )}
    </Panel>
  );
}

function Running({ running: { nodes, totalCount } }: { readonly running: Overview['running'] }) {
  const texts = useTexts(overviewTexts);
  const { language } = useSettings();
  return (
    <Panel
      title={texts.running}
      aside={
        totalCount !== null && (
          <Link href="/events?states=IN_PROGRESS">
            {texts.runningCount(formatNumber(totalCount, language))}
          </Link>
        )
      }
    >
      {nodes.length === 0 ? (
        <Empty title={texts.noneRunning} />
      ) : (
        <EventLines
          events={nodes}
          endOf={(endAt) => (
            <>
              {texts.ends}: <Instant at={endAt} />
            </>
          )}
        />
      )}
    </Panel>
  );
}

interface LowStockProps {
  readonly rewards: Overview['lowStock'];
  readonly now: Date;
}

function LowStock({ rewards, now }: LowStockProps) {
  const texts = useTexts(overviewTexts);
  const { language } = useSettings();
  const format = (count: number) => formatNumber(count, language);
  return (
    <Panel title={texts.lowStock}>
      {rewards.length === 0 ? (
        <Empty title={texts.noStock} />
      ) : (
        <ul className="lines">
          {rewards.map((reward) => {
            const { id, name, stock, remaining, event } = reward;
            const emptyAt = runsOutAt(reward, event.requestCounts?.acceptedLastDay ?? 0, now);
            return (
              <li key={id} className="line">
                <span>
                  <strong>{name}</strong> · <Link href={`/events/${event.id}`}>{event.title}</Link>
                </span>
                <span className="row">
                  {isSoldOut(reward) && <Badge tone="bad">{texts.soldOut}</Badge>}
                  {stock !== 0 && (
                    <span className="number">{texts.left(format(remaining ?? 0), format(stock ?? 0))}</span>
                  )}
                </span>
                {emptyAt && (
                  <span className="hint forecast">{texts.runsOut(formatUntil(emptyAt, now, language))}</span>
                )}
                {stock !== 0 && (
                  <ShareBar share={shareLeft(reward)} tone={stockTone(reward)} isSpent={isSoldOut(reward)} />
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
