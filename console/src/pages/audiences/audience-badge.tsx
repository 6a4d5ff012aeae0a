import { Badge } from '../../components/badge';
import { useTexts } from '../../i18n/settings';
import type { AudienceDetailsFragment } from '../../generated/documents';
import { audiencesTexts } from './audiences-texts';

export function AudienceBadge({ row }: { readonly row: AudienceDetailsFragment }) {
  const texts = useTexts(audiencesTexts);
  if (row.sealedAt !== null) return <Badge tone="good">{texts.sealed}</Badge>;
  return row.sealing ? (
    <Badge tone="info">{texts.sealing}</Badge>
  ) : (
    <Badge tone="neutral">{texts.open}</Badge>
  );
}
