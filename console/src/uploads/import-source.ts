import type { Client } from 'urql';
import {
  IMPORT_COLUMNS,
  IMPORT_FILE_ROWS_MAX,
  IMPORT_ROWS_MAX,
  type ImportKindName,
} from '../../../src/domain/imports';
import { errorText } from '../api/error-texts';
import type { Session } from '../api/session';
import type { Language } from '../i18n/language';
import { columnRowsOf, type ColumnRow } from './column-rows';
import { contentsOf, partsOf } from './file-contents';
import { sendPart } from './send-part';
import { uploadTexts } from './upload-texts';
import type { RefusedRow, UploadSource } from './use-upload';

interface ImportSourceParts {
  readonly kind: ImportKindName;
  readonly client: Client;
  readonly session: Pick<Session, 'accessToken'>;
  readonly language: Language;
}

/** A CSV file of users or check-ins. */
export function importSource(file: File, parts: ImportSourceParts): UploadSource<ColumnRow> {
  const { kind, client, session, language } = parts;
  const texts = uploadTexts[language];
  const reasons: Readonly<Record<string, string>> = texts.reasons;
  let sha256 = '';
  const inWords = ({ line, reason }: RefusedRow): RefusedRow => ({ line, reason: reasons[reason] ?? reason });
  return {
    async read() {
      const contents = await contentsOf(file, language);
      if ('fault' in contents) return contents;
      sha256 = contents.sha256;
      const columns = IMPORT_COLUMNS[kind];
      const found = columnRowsOf(contents.text, columns);
      if ('fault' in found) {
        const isHeader = found.fault === 'columns';
        return { fault: isHeader ? texts.faults.columns(columns.join(', ')) : texts.faults.quotes };
      }
      if (found.rows.length > IMPORT_FILE_ROWS_MAX) return { fault: texts.tooManyRows };
      return { parts: partsOf(found.rows, IMPORT_ROWS_MAX) };
    },
    async send(part, number, isCheck, signal) {
      const good = part.flatMap((row) => ('values' in row ? [row] : []));
      const bad = part.flatMap((row) => ('reason' in row ? [row] : []));
      const own = { rows: part.length, added: 0, there: 0, refused: bad.length };
      if (good.length === 0) return { ...own, refusedRows: bad.map(inWords) };
      const answer = await sendPart({ client, session, signal }, `/imports/${kind}`, {
        ...{ sha256, number, rows: good, dryRun: isCheck },
      });
      if ('code' in answer) return { fault: errorText(answer, language) };
      const { added, there, refused, refusedRows } = answer;
      const all = [...bad, ...refusedRows].sort((a, b) => a.line - b.line);
      return { ...own, added, there, refused: own.refused + refused, refusedRows: all.map(inWords) };
    },
  };
}
