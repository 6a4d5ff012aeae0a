import { createContext, use, useCallback, useRef, useState, type ReactNode } from 'react';
import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';
import { Button } from './button';

type Tone = 'good' | 'bad';
interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: Tone;
}

/** Long enough to read two sentences; a screen reader has said them by then. */
const SHOWN_MS = 8_000;

const ToastContext = createContext<((text: string, tone?: Tone) => void) | null>(null);

/** Says what came of an act, to eyes and to screen readers. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const texts = useTexts(commonTexts);
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const lastId = useRef(0);
  const dismiss = useCallback((id: number) => setToasts((all) => all.filter((one) => one.id !== id)), []);
  const announce = useCallback(
    (text: string, tone: Tone = 'good') => {
      const id = ++lastId.current;
      setToasts((all) => [...all, { id, text, tone }]);
      setTimeout(() => dismiss(id), SHOWN_MS);
    },
    [dismiss],
  );
  return (
    <ToastContext value={announce}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map(({ id, text, tone }) => (
          <div key={id} className={`toast toast-${tone}`}>
            <p>{text}</p>
            <Button tone="quiet" aria-label={texts.close} onPress={() => dismiss(id)}>
              ✕
            </Button>
          </div>
        ))}
      </div>
    </ToastContext>
  );
}

export function useAnnounce(): (text: string, tone?: Tone) => void {
  const announce = use(ToastContext);
  if (!announce) throw new Error('There is no ToastProvider above.');
  return announce;
}
