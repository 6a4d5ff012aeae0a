import { useState } from 'react';
import { useClient } from 'urql';
import type { ImportKindName } from '../../../src/domain/imports';
import { useSession } from '../api/api-provider';
import { Button } from '../components/button';
import { useSettings, useTexts } from '../i18n/settings';
import { importSource } from './import-source';
import { UploadDialog } from './upload-dialog';
import { uploadTexts } from './upload-texts';

interface ImportButtonProps {
  readonly kind: ImportKindName;
  readonly onAdded: () => void;
}

/** Opens the upload of a CSV file of users or check-ins. */
export function ImportButton({ kind, onAdded }: ImportButtonProps) {
  const texts = useTexts(uploadTexts);
  const { language } = useSettings();
  const client = useClient();
  const session = useSession();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>{texts[kind]}</Button>
      {isOpen && (
        <UploadDialog
          title={texts[kind]}
          hint={texts[`${kind}Hint`]}
          accept=".csv,text/csv"
          sourceOf={(file) => importSource(file, { kind, client, session, language })}
          onAdded={onAdded}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
