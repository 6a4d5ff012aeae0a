import { createContext, use, useEffect, type ReactNode } from 'react';
import { useQuery } from 'urql';
import type { ServiceCalendar } from '../../../src/domain/service-calendar';
import { Failed, Loading } from '../components/view-states';
import { ServerInfoDocument, type ServerInfoQuery } from '../generated/documents';
import { useSettings } from '../i18n/settings';
import type { InstantStyle } from './format';

export type ServiceClock = ServerInfoQuery['serverInfo'];

const ClockContext = createContext<ServiceClock | null>(null);

/** The service's calendar, asked before the first page and again when its day ends. */
export function ServiceClockProvider({ children }: { readonly children: ReactNode }) {
  const [{ data, error }, reload] = useQuery({ query: ServerInfoDocument });
  const info = data?.serverInfo;
  useEffect(() => {
    if (!info) return;
    // Between the two clocks only the difference counts: the reader's own may be wrong.
    const leftMs = Math.max(1_000, Date.parse(info.nextDayAt) - Date.parse(info.now));
    const timer = setTimeout(() => reload({ requestPolicy: 'network-only' }), leftMs);
    return () => clearTimeout(timer);
  }, [info, reload]);
  if (info) return <ClockContext value={info}>{children}</ClockContext>;
  if (error) return <Failed error={error} onRetry={() => reload({ requestPolicy: 'network-only' })} />;
  return <Loading />;
}

export function useServiceClock(): ServiceClock {
  const clock = use(ClockContext);
  if (!clock) throw new Error('There is no ServiceClockProvider above.');
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
