import { useState, type ReactNode } from 'react';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';
import { uploadTexts } from './upload-texts';
import { UploadButtons, UploadProgress } from './upload-view';
import { useUpload, type UploadSource } from './use-upload';

interface UploadDialogProps<Row> {
  readonly title: string;
  readonly hint: ReactNode;
  /** Types of files that can be chosen, as an input names them. */
  readonly accept: string;
  /** @returns null for a file that can't be read yet */
  readonly sourceOf: (file: File) => UploadSource<Row> | null;
  /** Fields beside the file. */
  readonly fields?: (file: File | null, onChange: () => void) => ReactNode;
  readonly onAdded: () => void;
  readonly onClose: () => void;
}

const NO_SOURCE: UploadSource<never> = {
  read: async () => ({ parts: [] }),
  send: async () => ({ rows: 0, added: 0, there: 0, refused: 0, refusedRows: [] }),
};

/** Brings a file in: it is checked first, and nothing is written until that has been seen. */
export function UploadDialog<Row>(props: UploadDialogProps<Row>) {
  const { title, hint, accept, sourceOf, fields, onAdded, onClose } = props;
  const texts = useTexts(uploadTexts);
  const common = useTexts(commonTexts);
  const [file, setFile] = useState<File | null>(null);
  const source = file && sourceOf(file);
  const upload = useUpload<Row>(source ?? NO_SOURCE, onAdded);
  return (
    <Dialog title={title} onClose={onClose} role="alertdialog">
      <div className="dialog-body">
        <p>{hint}</p>
        <label className="field">
          <span className="label">{texts.file}</span>
          <input
            className="input"
            type="file"
            accept={accept}
            disabled={upload.isRunning}
            onChange={({ target }) => {
              setFile(target.files?.[0] ?? null);
              upload.reset();
            }}
          />
        </label>
        {fields?.(file, upload.reset)}
        <UploadProgress upload={upload} />
      </div>
      <div className="dialog-foot">
        <Button onPress={onClose}>{common.close}</Button>
        <UploadButtons upload={upload} isReady={source !== null} />
      </div>
    </Dialog>
  );
}
