import { useState } from 'react';
import { useClient } from 'urql';
import { useSession } from '../../api/api-provider';
import { TextField } from '../../components/fields';
import { useSettings, useTexts } from '../../i18n/settings';
import { UploadDialog } from '../../uploads/upload-dialog';
import { codeTexts } from './code-texts';
import { codesSource } from './import-codes';

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
  const [column, setColumn] = useState('code');
  const parts = { rewardId: reward.id, client, session, language };
  return (
    <UploadDialog
      title={texts.title(reward.name)}
      hint={texts.hint}
      accept=".txt,.csv,text/plain,text/csv"
      sourceOf={(file) => {
        if (!isCsv(file)) return codesSource(file, { ...parts, column: null });
        return column.trim() === '' ? null : codesSource(file, { ...parts, column: column.trim() });
      }}
      fields={(file, onChange) =>
        file &&
        isCsv(file) && (
          <TextField
            label={texts.column}
            value={column}
            onChange={(name) => {
              setColumn(name);
              onChange();
            }}
          />
        )
      }
      onAdded={onImported}
      onClose={onClose}
    />
  );
}

function isCsv(file: File): boolean {
  return file.name.toLowerCase().endsWith('.csv');
}
