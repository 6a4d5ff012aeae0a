import { Button } from '../components/button';
import { ErrorNotice } from '../components/error-notice';
import { useSettings, useTexts } from '../i18n/settings';
import { formatNumber } from '../time/format';
import { uploadTexts } from './upload-texts';
import type { Counts, Upload } from './use-upload';

/** How far an upload is, what it found, and which rows it refuses. */
export function UploadProgress({ upload: { state, isRunning } }: { readonly upload: Upload }) {
  const texts = useTexts(uploadTexts);
  const { language } = useSettings();
  const { phase, total, counts, refusedRows, fault } = state;
  const format = (count: number) => formatNumber(count, language);
  const wordsOf = (say: (...counts: [string, string, string, string]) => string, found: Counts) =>
    say(format(found.rows), format(found.added), format(found.there), format(found.refused));
  const isCheck = phase === 'checking' || phase === 'checked';
  const hidden = counts.refused - refusedRows.length;
  if (phase === 'idle') return null;
  return (
    <div className="stack">
      {isRunning && (
        <progress
          className="progress"
          value={counts.rows}
          max={Math.max(total, 1)}
          aria-label={texts.progress(format(counts.rows), format(total))}
        />
      )}
      <p role="status">{wordsOf(isCheck ? texts.found : texts.counts, counts)}</p>
      {phase === 'checked' && (
        <p className="notice">{counts.added === 0 ? texts.nothingToAdd : texts.nothingWritten}</p>
      )}
      {phase === 'done' && <p className="notice">{texts.done}</p>}
      {phase === 'stopped' && <p className="notice">{texts.stopped}</p>}
      <ErrorNotice error={fault} />
      {refusedRows.length > 0 && (
        <>
          {/* Longer than its box, it scrolls by keyboard. */}
          <ul className="outcomes" aria-label={texts.refusedRows} tabIndex={0}>
            {refusedRows.map(({ line, reason }) => (
              <li key={line} className="outcome">
                {texts.refusedRow(format(line), reason)}
              </li>
            ))}
          </ul>
          {hidden > 0 && <p className="faint">{texts.moreRefused(format(hidden))}</p>}
        </>
      )}
    </div>
  );
}

interface ButtonProps {
  readonly upload: Upload;
  /** Whether there is something to check. */
  readonly isReady: boolean;
}

/** Check, then add; stop while it runs. */
export function UploadButtons({ upload, isReady }: ButtonProps) {
  const texts = useTexts(uploadTexts);
  const { language } = useSettings();
  const { phase, counts } = upload.state;
  if (upload.isRunning) return <Button onPress={upload.stop}>{texts.stop}</Button>;
  if (phase === 'checked' && counts.added > 0) {
    return (
      <Button tone="primary" onPress={() => void upload.add()}>
        {texts.add(formatNumber(counts.added, language))}
      </Button>
    );
  }
  return (
    <Button
      tone="primary"
      isDisabled={!isReady || phase === 'done' || phase === 'checked'}
      onPress={() => void upload.check()}
    >
      {texts.check}
    </Button>
  );
}
