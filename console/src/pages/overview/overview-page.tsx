import { useEffect } from 'react';
import { Link } from 'wouter';
import { useQuery } from 'urql';
import { isSoldOut } from '../../../../src/domain/stock';
import { choice } from '../../components/address-filters';
import { Badge } from '../../components/badge';
import { Instant } from '../../components/instant';
import { Page, Panel } from '../../components/page';
import { ShareBar } from '../../components/share-bar';
import { useFilters } from '../../components/use-filters';
import { Empty, Loaded } from '../../components/view-states';
import { OverviewDocument, type OverviewQuery } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber } from '../../time/format';
import { shareLeft, stockTone } from '../events/stock-tone';
import { Activity } from './activity';
import { overviewTexts } from './overview-texts';
import './overview.css';

const UNIT = { unit: choice(['HOUR', 'DAY']) };
const COUNTS = { HOUR: 24, DAY: 30 } as const;
const REFRESH_MS = 20_000;

export type Overview = NonNullable<OverviewQuery['overview']>;

export default function OverviewPage() {
  const texts = useTexts(overviewTexts);
  const { values, set } = useFilters(UNIT);
  const { unit } = values;
  const [query, reload] = useQuery({ query: OverviewDocument, variables: { unit, count: COUNTS[unit] } });
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) reload({ requestPolicy: 'network-only' });
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <Page title={texts.title}>
      <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
        {({ overview }) =>
          overview && (
            <>
              <div className="overview-top">
                <Waiting waiting={overview.waiting} />
                <Running running={overview.running} />
                <LowStock rewards={overview.lowStock} />
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

function Waiting({ waiting: { count, oldest } }: { readonly waiting: Overview['waiting'] }) {
  const texts = useTexts(overviewTexts);
  const { language } = useSettings();
  return (
    <Panel title={texts.waiting}>
      {oldest === null ? (
        <Empty title={texts.nothingWaits} />
      ) : (
        <>
          <p className="figure">
            {count === null ? texts.waitingMany : texts.waitingCount(formatNumber(count, language))}
          </p>
          <p>
            {texts.oldest}: <Link href={`/requests/${oldest.id}`}>{oldest.user.username}</Link>,{' '}
            {oldest.event.title}, <Instant at={oldest.requestedAt} />
          </p>
          <p>
            <Link href="/requests?statuses=PENDING">{texts.decide}</Link>
          </p>
        </>
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
        <ul className="lines">
          {nodes.map(({ id, title, endAt }) => (
            <li key={id} className="line">
              <Link href={`/events/${id}`}>{title}</Link>
              <span className="faint">
                {texts.ends}: {endAt === null ? texts.open : <Instant at={endAt} />}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function LowStock({ rewards }: { readonly rewards: Overview['lowStock'] }) {
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
            return (
              <li key={id} className="line">
                <span>
                  <strong>{name}</strong> · <Link href={`/events/${event.id}`}>{event.title}</Link>
                </span>
                <span className="row">
                  {isSoldOut(reward) && <Badge tone="bad">{texts.soldOut}</Badge>}
                  <span className="number">{texts.left(format(remaining ?? 0), format(stock ?? 0))}</span>
                </span>
                <ShareBar share={shareLeft(reward)} tone={stockTone(reward)} isSpent={isSoldOut(reward)} />
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
