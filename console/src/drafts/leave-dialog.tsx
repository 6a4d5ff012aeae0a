import { useEffect, useSyncExternalStore } from 'react';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { useTexts } from '../i18n/settings';
import { draftTexts } from './draft-texts';
import { leaveGuard } from './leave-guard';

/** Asks before a half-filled form is left. */
export function LeaveDialog() {
  const texts = useTexts(draftTexts);
  const asking = useSyncExternalStore(leaveGuard.asking.subscribe, leaveGuard.asking.get);
  // A login that ends takes the question with it.
  useEffect(() => () => leaveGuard.stay(), []);
  if (asking === null) return null;
  return (
    <Dialog title={texts.leaveTitle} role="alertdialog" onClose={() => leaveGuard.stay()}>
      <div className="dialog-body">
        <p>{texts.leaveHint}</p>
      </div>
      <div className="dialog-foot">
        <Button tone="danger" onPress={() => leaveGuard.goOn({ discards: true })}>
          {texts.leaveAndDiscard}
        </Button>
        <Button onPress={() => leaveGuard.goOn({ discards: false })}>{texts.leave}</Button>
        <Button tone="primary" autoFocus onPress={() => leaveGuard.stay()}>
          {texts.stay}
        </Button>
      </div>
    </Dialog>
  );
}
