import type { Client } from 'urql';
import { AUDIENCE_ADD_MAX } from '../../../../src/domain/audiences';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { AddAudienceMembersDocument } from '../../generated/documents';
import type { Language } from '../../i18n/language';
import type { RefusedRow, UploadSource } from '../../uploads/use-upload';
import { audiencesTexts } from './audiences-texts';
import { groupsOf, linesOf, type MemberLine } from './member-lines';

interface MembersSourceParts {
  readonly audienceId: string;
  readonly client: Client;
  readonly language: Language;
}

/** A list of accounts for an audience, 200 a call; those that are in already stay, so it may be sent again. */
export function membersSource(
  textOfList: () => AsyncIterable<string>,
  { audienceId, client, language }: MembersSourceParts,
): UploadSource<MemberLine> {
  const { reasons } = audiencesTexts[language];
  return {
    async read() {
      const parts: Array<readonly MemberLine[]> = [];
      for await (const group of groupsOf(linesOf(textOfList()), AUDIENCE_ADD_MAX)) parts.push(group);
      return { parts };
    },
    async send(group, _number, isCheck) {
      const users = group.flatMap((line) => ('user' in line ? [line] : []));
      const bad: RefusedRow[] = group.flatMap((row) =>
        'fault' in row ? [{ line: row.line, reason: reasons[row.fault] }] : [],
      );
      let added = 0;
      if (users.length > 0) {
        const input = { audienceId, users: users.map(({ user }) => user), dryRun: isCheck };
        const { data, error } = await client.mutation(
          AddAudienceMembersDocument,
          { input },
          { leavesQueries: true },
        );
        if (error) return { fault: errorText(factsOf(error), language) };
        const answer = data?.addAudienceMembers;
        const [refusal] = answer?.userErrors ?? [];
        if (refusal) return { fault: errorText(refusal, language) };
        added = answer?.added ?? 0;
        for (const place of answer?.unknown ?? []) {
          bad.push({ line: users[place]!.line, reason: reasons.unknown });
        }
      }
      return {
        rows: group.length,
        added,
        there: group.length - bad.length - added,
        refused: bad.length,
        refusedRows: bad.sort((a, b) => a.line - b.line),
      };
    },
  };
}
