import { useEffect, type ReactNode } from 'react';
import type { CombinedError } from 'urql';
import { factsOf } from '../api/error-facts';
import { errorText } from '../api/error-texts';
import { commonTexts } from '../i18n/common-texts';
import { useSettings, useTexts } from '../i18n/settings';
import { Button } from './button';

export function Loading() {
  const texts = useTexts(commonTexts);
  return (
    <div className="loading" role="status">
      <span className="visually-hidden">{texts.loading}</span>
      <span className="loading-line" aria-hidden="true" />
      <span className="loading-line" aria-hidden="true" />
      <span className="loading-line" aria-hidden="true" />
    </div>
  );
}

interface FailedProps {
  readonly error: CombinedError;
  readonly onRetry?: () => void;
}

/** A view that could not be loaded. One that the server asks to repeat later repeats by itself. */
export function Failed({ error, onRetry }: FailedProps) {
  const texts = useTexts(commonTexts);
  const { language } = useSettings();
  const facts = factsOf(error);
  const { retryAfterSeconds } = facts;
  useEffect(() => {
    if (retryAfterSeconds === null || !onRetry) return;
    const timer = setTimeout(onRetry, Math.max(1, retryAfterSeconds) * 1_000);
    return () => clearTimeout(timer);
  }, [retryAfterSeconds, onRetry]);
  return (
    <div className="notice notice-bad" role="alert">
      <p className="notice-title">{texts.failedTitle}</p>
      <p>{errorText(facts, language)}</p>
      {facts.requestId && <p className="faint">{texts.requestNumber(facts.requestId)}</p>}
      {onRetry && <Button onPress={onRetry}>{texts.tryAgain}</Button>}
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
}

export function Empty({ title, children }: EmptyProps) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}

/** What urql's useQuery gives: state and the way to ask again. */
interface LoadedProps<Data> {
  readonly query: {
    readonly data?: Data | undefined;
    readonly error?: CombinedError | undefined;
  };
  readonly onRetry: () => void;
  readonly children: (data: Data) => ReactNode;
}

/** The three states of a view: what has been read once stays visible while it is read again. */
export function Loaded<Data>({ query: { data, error }, onRetry, children }: LoadedProps<Data>) {
  if (error) return <Failed error={error} onRetry={onRetry} />;
  if (data === undefined) return <Loading />;
  return children(data);
}
