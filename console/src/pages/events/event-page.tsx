import { holdsUnknownValue } from '../../../../src/domain/known-values';
import { Link, useParams } from 'wouter';
import { useQuery } from 'urql';
import { useViewer } from '../../api/viewer';
import { EventStateBadge } from '../../components/badge';
import { Instant } from '../../components/instant';
import { Page, Panel } from '../../components/page';
import { Loaded } from '../../components/view-states';
import { EventDocument, type EventQuery } from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useSettings, useTexts } from '../../i18n/settings';
import { useServiceClock } from '../../time/service-clock';
import { EligibilityButton } from '../eligibility/eligibility-dialog';
import { EventActions } from './event-actions';
import { draftOf } from './event-draft';
import { EventHistory } from './event-history';
import { EventPayouts } from './event-payouts';
import { EventRequests } from './event-requests';
import { eventSentence } from './event-sentence';
import { EventStatsPanels } from './event-stats';
import { EventStock } from './event-stock';
import { eventTexts } from './event-texts';
import { eventsTexts } from './events-texts';
import './events.css';

export default function EventPage() {
  const { id } = useParams<{ id: string }>();
  const [query, reload] = useQuery({ query: EventDocument, variables: { id } });
  const { title } = useTexts(eventsTexts);
  // Until its title is known, the page is called after the list that it belongs to.
  const view = (
    <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
      {({ event }) =>
        event && <Event event={event} onStale={() => reload({ requestPolicy: 'network-only' })} />
      }
    </Loaded>
  );
  return query.data?.event && !query.error ? view : <Page title={title}>{view}</Page>;
}

type ShownEvent = NonNullable<EventQuery['event']>;

interface EventProps {
  readonly event: ShownEvent;
  readonly onStale: () => void;
}

function Event({ event, onStale }: EventProps) {
  const { language } = useSettings();
  const { serviceTimeZone } = useServiceClock();
  const { runsEvents } = useViewer();
  return (
    <Page
      title={event.title}
      badge={<EventStateBadge event={event} />}
      actions={
        !holdsUnknownValue(event) && (
          <>
            {!event.isTemplate && <EligibilityButton event={event} />}
            {runsEvents && <EventActions event={event} onStale={onStale} />}
          </>
        )
      }
    >
      <p className="sentence">{eventSentence(draftOf(event), language, serviceTimeZone)}</p>
      {/* Parts that load by themselves come last: they must not move a button while it is being pressed. */}
      <div className="columns">
        <EventStock event={event} onImported={onStale} />
        <About event={event} />
      </div>
      <EventStatsPanels id={event.id} window={event} />
      <EventPayouts id={event.id} />
      <EventRequests id={event.id} />
      <EventHistory id={event.id} />
    </Page>
  );
}

function About({ event }: { readonly event: ShownEvent }) {
  const texts = useTexts(eventTexts);
  const { payoutModes } = useTexts(commonTexts);
  return (
    <Panel title={texts.about}>
      {event.description !== '' && <p className="pre-line">{event.description}</p>}
      <dl className="facts">
        <dt>{texts.start}</dt>
        <dd>
          <Instant at={event.startAt} />
        </dd>
        <dt>{texts.end}</dt>
        <dd>{event.endAt === null ? texts.open : <Instant at={event.endAt} />}</dd>
        {event.claimUntil !== null && (
          <>
            <dt>{texts.claimUntil}</dt>
            <dd>
              <Instant at={event.claimUntil} />
            </dd>
          </>
        )}
        {event.firstActivatedAt !== null && (
          <>
            <dt>{texts.firstActivatedAt}</dt>
            <dd>
              <Instant at={event.firstActivatedAt} />
            </dd>
          </>
        )}
        <dt>{texts.payout}</dt>
        <dd>{payoutModes[event.payout]}</dd>
        {event.createdBy && (
          <>
            <dt>{texts.createdBy}</dt>
            <dd>
              <Link href={`/users/${event.createdBy.id}`}>{event.createdBy.username}</Link>
            </dd>
          </>
        )}
        {event.copiedFrom && (
          <>
            <dt>{texts.copiedFrom}</dt>
            <dd>
              <Link href={`/events/${event.copiedFrom.id}`}>{event.copiedFrom.title}</Link>
            </dd>
          </>
        )}
        {event.series && (
          <>
            <dt>{texts.series}</dt>
            <dd>
              <Link href={`/series/${event.series.id}`}>{event.series.title}</Link>
            </dd>
          </>
        )}
        <dt>{texts.version}</dt>
        <dd>{event.version}</dd>
      </dl>
      {event.isTemplate && <p className="notice">{texts.template}</p>}
      {event.frozen && <p className="notice">{texts.frozen}</p>}
    </Panel>
  );
}
