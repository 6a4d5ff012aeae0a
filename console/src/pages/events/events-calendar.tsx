import { useQuery } from 'urql';
import { Loaded } from '../../components/view-states';
import { EventWindowsDocument, type EventFilter } from '../../generated/documents';
import { useTexts } from '../../i18n/settings';
import { EventMonth } from './event-month';
import { eventsTexts } from './events-texts';
import { MonthPanel } from './month-panel';

/** The events of a month that a filter lets through. */
export function EventsCalendar({ filter }: { readonly filter: EventFilter }) {
  const texts = useTexts(eventsTexts);
  const [query, reload] = useQuery({ query: EventWindowsDocument, variables: { filter, first: 100 } });
  return (
    <MonthPanel>
      {(month) => (
        <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
          {({ events }) => (
            <>
              {events?.pageInfo.hasNextPage && <p className="notice">{texts.onlyNewest}</p>}
              <EventMonth {...month} events={events?.nodes ?? []} />
            </>
          )}
        </Loaded>
      )}
    </MonthPanel>
  );
}
