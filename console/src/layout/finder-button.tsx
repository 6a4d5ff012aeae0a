import { useEffect, useState } from 'react';
import { Button } from '../components/button';
import { lazyPart } from '../components/lazy-part';
import { useTexts } from '../i18n/settings';
import { layoutTexts } from './layout-texts';

const Finder = lazyPart(() => import('../pages/finder/finder'));

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

/** Opens the finder, as Ctrl+K or ⌘K do from everywhere. */
export function FinderButton() {
  const texts = useTexts(layoutTexts);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isShortcut = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k';
      if (!isShortcut) return;
      event.preventDefault();
      // A dialog that is open waits for an answer.
      if (document.querySelector('.overlay') === null) setOpen(true);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <>
      <Button onPress={() => setOpen(true)} aria-keyshortcuts="Control+K Meta+K">
        {texts.find} <kbd className="faint">{isMac ? '⌘K' : 'Ctrl K'}</kbd>
      </Button>
      {isOpen && <Finder onClose={() => setOpen(false)} />}
    </>
  );
}
