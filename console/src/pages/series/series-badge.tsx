import { Badge } from '../../components/badge';
import type { SeriesDetailsFragment } from '../../generated/documents';
import { useTexts } from '../../i18n/settings';
import { seriesTexts } from './series-texts';

interface SeriesBadgeProps {
  readonly series: Pick<SeriesDetailsFragment, 'endedAt' | 'paused'>;
}

export function SeriesBadge({ series: { endedAt, paused } }: SeriesBadgeProps) {
  const texts = useTexts(seriesTexts);
  if (endedAt !== null) return <Badge tone="neutral">{texts.ended}</Badge>;
  return paused ? <Badge tone="warn">{texts.paused}</Badge> : <Badge tone="good">{texts.running}</Badge>;
}
