import { useSyncExternalStore } from 'react';
import { refresher } from '../api/refresher';
import { useTexts } from '../i18n/settings';
import { formatSecond } from '../time/format';
import { useInstantStyle } from '../time/service-clock';
import { layoutTexts } from './layout-texts';

/** When what the page shows was read. */
export function UpdatedAt() {
  const texts = useTexts(layoutTexts);
  const style = useInstantStyle();
  const at = useSyncExternalStore(refresher.at.subscribe, refresher.at.get);
  return <span className="updated faint number">{at && texts.updated(formatSecond(at, style))}</span>;
}
