import { isActivityKind } from '../../../../src/domain/activities';
import { ActivityKindField } from '../../components/activity-kind-field';
import { useSettledText } from '../../components/use-settled-text';
import { useTexts } from '../../i18n/settings';
import { activitiesTexts } from './activities-texts';

interface KindFilterProps {
  readonly value: string;
  readonly onChange: (kind: string) => void;
}

/** Narrows a list to a kind; a text that the API would not accept as a kind is shown as an error. */
export function KindFilter({ value, onChange }: KindFilterProps) {
  const texts = useTexts(activitiesTexts);
  const [typed, setTyped] = useSettledText(value, onChange);
  const isValid = typed.trim() === '' || isActivityKind(typed.trim());
  return (
    <ActivityKindField
      label={texts.kind}
      value={typed}
      error={isValid ? undefined : texts.kindFault}
      onChange={setTyped}
    />
  );
}
