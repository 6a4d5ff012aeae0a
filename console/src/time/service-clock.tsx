import { createContext, use, useCallback, useEffect } from 'react';
import { useQuery } from 'urql';
import type { ServiceCalendar } from '../../../src/domain/service-calendar';
import { ServerInfoDocument, type ServerInfoQuery } from '../generated/documents';
import { useSettings } from '../i18n/settings';
import type { InstantStyle } from './format';

export type ServiceClock = ServerInfoQuery['serverInfo'];

/** What pages read the service's calendar from. */
export const ServiceClockContext = createContext<ServiceClock | null>(null);

/** The service's calendar, asked before the first page and again when its day ends. */
export function useAskedClock() {
  const [{ data, error }, repeat] = useQuery({ query: ServerInfoDocument });
  const info = data?.serverInfo;
  const reload = useCallback(() => repeat({ requestPolicy: 'network-only' }), [repeat]);
  useEffect(() => {
    if (!info) return;
    // Between the two clocks only the difference counts: the reader's own may be wrong.
    const leftMs = Math.max(1_000, Date.parse(info.nextDayAt) - Date.parse(info.now));
    const timer = setTimeout(reload, leftMs);
    return () => clearTimeout(timer);
  }, [info, reload]);
  return { info, error, reload };
}

export function useServiceClock(): ServiceClock {
  const clock = use(ServiceClockContext);
  if (!clock) throw new Error('There is no ServiceClockContext above.');
  return clock;
}

/** The service's calendar, for the functions of the domain. */
export function useServiceCalendar(): ServiceCalendar {
  const { serviceTimeZone, dayStartMinute } = useServiceClock();
  return { timeZone: serviceTimeZone, dayStartMinute };
}

/** How instants are to be shown: what the functions of format.ts ask for. */
export function useInstantStyle(): InstantStyle {
  return { zone: useServiceClock().serviceTimeZone, language: useSettings().language };
}
