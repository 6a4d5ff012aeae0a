import { useRef } from 'react';
import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';
import { Button } from './button';
import { copyText } from './copy-text';
import { useAnnounce } from './toasts';

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  readonly tone?: 'plain' | 'primary' | 'quiet';
}

/** Puts a text on the clipboard and says whether it worked. */
export function CopyButton({ text, label, tone = 'plain' }: CopyButtonProps) {
  const { copied, notCopied } = useTexts(commonTexts);
  const announce = useAnnounce();
  const place = useRef<HTMLSpanElement>(null);
  async function copy(): Promise<void> {
    if (await copyText(text, place.current ?? document.body)) announce(copied);
    else announce(notCopied, 'bad');
  }
  return (
    <span ref={place}>
      <Button tone={tone} onPress={() => void copy()}>
        {label}
      </Button>
    </span>
  );
}
