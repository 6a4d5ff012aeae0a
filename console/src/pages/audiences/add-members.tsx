import { useId, useState } from 'react';
import { useClient } from 'urql';
import { TextAreaField } from '../../components/fields';
import { Panel } from '../../components/page';
import { DraftNotice } from '../../drafts/draft-notice';
import { useDraft } from '../../drafts/use-draft';
import { useSettings, useTexts } from '../../i18n/settings';
import { UploadButtons, UploadProgress } from '../../uploads/upload-view';
import { useUpload } from '../../uploads/use-upload';
import { audiencesTexts } from './audiences-texts';
import { textOf } from './member-lines';
import { membersSource } from './members-source';

async function* oneText(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

/** Adds a pasted list or a file: it is checked first. */
export function AddMembers({
  audienceId,
  onAdded,
}: {
  readonly audienceId: string;
  readonly onAdded: () => void;
}) {
  const texts = useTexts(audiencesTexts);
  const { language } = useSettings();
  const fileId = useId();
  const client = useClient();
  // The list stays in sight beside the lines that were refused; what was added is no draft.
  const [addedList, setAddedList] = useState('');
  const draft = useDraft(
    `members of ${audienceId}`,
    () => '',
    (text) => text.trim() !== '' && text !== addedList,
  );
  const list = draft.value;
  const [file, setFile] = useState<File | null>(null);
  const source = membersSource(() => (file === null ? oneText(list) : textOf(file)), {
    ...{ audienceId, client, language },
  });
  const upload = useUpload(source, (isComplete) => {
    if (isComplete && file === null) setAddedList(list);
    onAdded();
  });
  return (
    <Panel title={texts.addTitle}>
      <p className="faint">{texts.addHint}</p>
      <DraftNotice draft={draft} />
      <TextAreaField
        label={texts.list}
        value={list}
        onChange={(text) => {
          draft.setValue(text);
          upload.reset();
        }}
        rows={6}
        isDisabled={upload.isRunning || file !== null}
      />
      <div className="field">
        <label className="label" htmlFor={fileId}>
          {texts.file}
        </label>
        <input
          id={fileId}
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          disabled={upload.isRunning}
          onChange={(event) => {
            setFile(event.target.files?.[0] ?? null);
            upload.reset();
          }}
        />
      </div>
      <div>
        <UploadButtons upload={upload} isReady={file !== null || list.trim() !== ''} />
      </div>
      <UploadProgress upload={upload} />
    </Panel>
  );
}
