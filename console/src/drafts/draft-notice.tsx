import { Button } from '../components/button';
import { Instant } from '../components/instant';
import { useTexts } from '../i18n/settings';
import { draftTexts } from './draft-texts';
import type { Draft } from './use-draft';

/** Says that a form is not empty because it was filled before. */
export function DraftNotice({ draft }: { readonly draft: Pick<Draft<unknown>, 'restoredAt' | 'discard'> }) {
  const { restoredAt, discard } = draft;
  const texts = useTexts(draftTexts);
  if (restoredAt === null) return null;
  return (
    <div className="notice" role="status">
      <p>
        {texts.restored} <Instant at={restoredAt} />
      </p>
      <Button onPress={discard}>{texts.discard}</Button>
    </div>
  );
}
