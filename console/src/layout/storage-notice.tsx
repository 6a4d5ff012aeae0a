import { useStorageState } from '../api/api-provider';
import { useTexts } from '../i18n/settings';
import { layoutTexts } from './layout-texts';

/** Says that the browser keeps nothing, and what that means for the person in front of it. */
export function StorageNotice() {
  const { storage } = useTexts(layoutTexts);
  const state = useStorageState();
  return (
    <div role="status" className="top-notice">
      {state !== 'kept' && <p className="notice notice-warn">{storage[state]}</p>}
    </div>
  );
}
