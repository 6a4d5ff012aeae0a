import type { Client } from 'urql';
import { errorText } from '../../api/error-texts';
import type { Session } from '../../api/session';
import type { Language } from '../../i18n/language';
import { contentsOf, partsOf } from '../../uploads/file-contents';
import { sendPart } from '../../uploads/send-part';
import type { UploadSource } from '../../uploads/use-upload';
import { codeRowsOf, type CodeRow } from './code-rows';
import { codeTexts } from './code-texts';

/** As the server takes them: it counts chunks by it. */
const CHUNK_ROWS = 1_000;

interface CodesSourceParts {
  /** Of a CSV file; null: each line is a code. */
  readonly column: string | null;
  readonly rewardId: string;
  readonly client: Client;
  readonly session: Pick<Session, 'accessToken'>;
  readonly language: Language;
}

/** The codes of a file for a reward. */
export function codesSource(file: File, parts: CodesSourceParts): UploadSource<CodeRow> {
  const { column, rewardId, client, session, language } = parts;
  const texts = codeTexts[language];
  const reasons: Readonly<Record<string, string>> = texts.reasons;
  const reading = column === null ? 'lines' : `csv:${column}`;
  let sha256 = '';
  return {
    async read() {
      const contents = await contentsOf(file, language);
      if ('fault' in contents) return contents;
      sha256 = contents.sha256;
      const found = codeRowsOf(contents.text, column);
      return 'fault' in found
        ? { fault: texts.faults[found.fault] }
        : { parts: partsOf(found.rows, CHUNK_ROWS) };
    },
    async send(rows, number, isCheck, signal) {
      const part = { rewardId, sha256, reading, number, rows, dryRun: isCheck };
      const answer = await sendPart({ client, session, signal }, '/codes', part);
      if ('code' in answer) {
        const isReward = answer.code === 'BAD_USER_INPUT' && answer.fields[0]?.path === 'reward';
        return { fault: isReward ? texts.rewardRefused : errorText(answer, language) };
      }
      const refusedRows = answer.refusedRows.map(({ line, reason }) => ({
        line,
        reason: reasons[reason] ?? reason,
      }));
      return { ...answer, refusedRows };
    },
  };
}
