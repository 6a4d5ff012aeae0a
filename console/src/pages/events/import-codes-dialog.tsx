import { useRef, useState } from 'react';
import { useClient } from 'urql';
import { useSession } from '../../api/api-provider';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { TextField } from '../../components/fields';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber } from '../../time/format';
import { codeTexts } from './code-texts';
import { importFile, type ImportState } from './import-codes';

interface Props {
  readonly reward: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
  /** Codes have been added. */
  readonly onImported: () => void;
}

/** Sends a file of codes in parts. Sent again after an interruption, it adds nothing twice. */
export function ImportCodesDialog({ reward, onClose, onImported }: Props) {
  const texts = useTexts(codeTexts);
  const { language } = useSettings();
  const client = useClient();
  const session = useSession();
  const [file, setFile] = useState<File | null>(null);
  const [column, setColumn] = useState('code');
  const [state, setState] = useState<ImportState | null>(null);
  const stopping = useRef(new AbortController());
  const isCsv = file?.name.toLowerCase().endsWith('.csv') ?? false;
  const isRunning = state?.kind === 'running';
  const reasons: Readonly<Record<string, string>> = texts.reasons;
  const format = (count: number) => formatNumber(count, language);

  async function start(): Promise<void> {
    if (file === null) return;
    stopping.current = new AbortController();
    await importFile({
      file,
      column: isCsv ? column.trim() : null,
      rewardId: reward.id,
      client,
      session,
      language,
      signal: stopping.current.signal,
      onState: setState,
    });
    onImported();
  }

  function close(): void {
    stopping.current.abort();
    onClose();
  }

  return (
    <Dialog title={texts.title(reward.name)} onClose={close} role="alertdialog">
      <div className="dialog-body">
        <p>{texts.hint}</p>
        <label className="field">
          <span className="label">{texts.file}</span>
          <input
            className="input"
            type="file"
            accept=".txt,.csv,text/plain,text/csv"
            disabled={isRunning}
            onChange={({ target }) => {
              setFile(target.files?.[0] ?? null);
              setState(null);
            }}
          />
        </label>
        {isCsv && (
          <TextField label={texts.column} value={column} onChange={setColumn} isDisabled={isRunning} />
        )}
        {state !== null && (
          <p role="status">
            {texts.counts(
              format(state.rows),
              format(state.added),
              format(state.there),
              format(state.refused),
            )}
          </p>
        )}
        {state?.kind === 'done' && <p className="notice">{texts.done}</p>}
        {state?.kind === 'failed' && (
          <p className="notice notice-bad" role="alert">
            {state.text}
          </p>
        )}
        {state !== null && state.refusedRows.length > 0 && (
          <ul className="plain-list" aria-label={texts.refusedRows}>
            {state.refusedRows.map(({ line, reason }) => (
              <li key={line}>{texts.refusedRow(format(line), reasons[reason] ?? reason)}</li>
            ))}
          </ul>
        )}
      </div>
      <div className="dialog-foot">
        <Button onPress={close}>{isRunning ? texts.stop : texts.close}</Button>
        <Button
          tone="primary"
          isPending={isRunning}
          isDisabled={file === null || state?.kind === 'done' || (isCsv && column.trim() === '')}
          onPress={() => void start()}
        >
          {texts.start}
        </Button>
      </div>
    </Dialog>
  );
}
