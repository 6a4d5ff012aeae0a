import { useRef } from 'react';
import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';
import { Button } from './button';
import { copyText } from './copy-text';
import { useAnnounce } from './toasts';

/** Puts an id on the clipboard; as small as the text beside it. */
export function CopyId({ id }: { readonly id: string }) {
  const texts = useTexts(commonTexts);
  const announce = useAnnounce();
  const place = useRef<HTMLSpanElement>(null);
  async function copy(): Promise<void> {
    if (await copyText(id, place.current ?? document.body)) announce(texts.copied);
    else announce(texts.notCopied, 'bad');
  }
  return (
    <span ref={place} className="copy-id">
      <Button tone="quiet" aria-label={texts.copyId(id)} onPress={() => void copy()}>
        <svg className="copy-sign" viewBox="0 0 16 16" aria-hidden="true">
          <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
          <path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2" />
        </svg>
      </Button>
    </span>
  );
}
