import { formatDay, formatExactInstant, formatInstant } from '../time/format';
import { useInstantStyle } from '../time/service-clock';
import { useSettings } from '../i18n/settings';

/** An instant in the service's zone; the exact one with the zone's name on hovering. */
export function Instant({ at }: { readonly at: string }) {
  const style = useInstantStyle();
  return (
    <time dateTime={at} title={formatExactInstant(at, style)} className="instant">
      {formatInstant(at, style)}
    </time>
  );
}

export function Day({ day }: { readonly day: string }) {
  return <time dateTime={day}>{formatDay(day, useSettings().language)}</time>;
}
