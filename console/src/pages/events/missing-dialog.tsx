import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { commonTexts } from '../../i18n/common-texts';
import { useTexts } from '../../i18n/settings';
import type { Missing } from './event-faults';
import { eventFormTexts } from './event-form-texts';

interface MissingDialogProps {
  readonly missing: readonly Missing[];
  readonly onClose: () => void;
}

/** Names everything that an event lacks to be active, at once. */
export function MissingDialog({ missing, onClose }: MissingDialogProps) {
  const texts = useTexts(eventFormTexts);
  const { close } = useTexts(commonTexts);
  return (
    <Dialog title={texts.missingTitle} onClose={onClose}>
      <div className="dialog-body">
        <p>{texts.missingHint}</p>
        <ul className="bullets">
          {missing.map((one) => (
            <li key={one}>{texts.missing[one]}</li>
          ))}
        </ul>
      </div>
      <div className="dialog-foot">
        <Button tone="primary" onPress={onClose}>
          {close}
        </Button>
      </div>
    </Dialog>
  );
}
