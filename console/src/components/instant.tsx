import { formatDay, formatExactInstant, formatInstant } from '../time/format';
import { useInstantStyle } from '../time/service-clock';
import { useSettings } from '../i18n/settings';

/** An instant in the service's zone; the exact one with the zone's name on hovering. */
export function Instant({ at }: { readonly at: string }) {
  const style = useInstantStyle();
  const text = formatInstant(at, style);
  const end = text.lastIndexOf(' ');
  return (
    <time dateTime={at} title={formatExactInstant(at, style)} className="instant">
      {/* A narrow column breaks it before the time of day, and nowhere else. */}
      <span>{text.slice(0, end)}</span> <span>{text.slice(end + 1)}</span>
    </time>
  );
}

export function Day({ day }: { readonly day: string }) {
  return (
    <time dateTime={day} className="instant">
      <span>{formatDay(day, useSettings().language)}</span>
    </time>
  );
}
