import { fieldsOf } from './event-record';
import { isSound, type Check, type Rule } from './rule';

const importedRequestsAreRecorded: Rule = {
  name: 'importedRequestsAreRecorded',
  description:
    'The number of imported requests does not exceed the number in the entries of import-rest, and none has evidence. An interrupted import has no number, so only the evidence is checked.',
};

/** The mark of an import exempts a request from other rules, so it must have come by an import. */
export const importCheck: Check = {
  rules: [importedRequestsAreRecorded],
  run: async ({ database, options }, report) => {
    const entries = await database.auditEntries
      .find({ action: 'importRest' }, { ...options, projection: { targetId: 1, after: 1 } })
      .toArray();
    const runs = new Map<string, number | null>();
    for (const { targetId, after } of entries) {
      const { requests } = fieldsOf(after) as { requests?: { added: number } };
      const run = String(targetId);
      runs.set(run, requests?.added ?? runs.get(run) ?? null);
    }
    const added = [...runs.values()].reduce((sum: number, count) => sum + (count ?? Infinity), 0);
    let rows = 0;
    const projection = { 'evidence.kind': 1, evidenceDays: 1 } as const;
    for await (const row of database.requests.find({ imported: true }, { ...options, projection })) {
      rows += 1;
      const { _id, evidence, evidenceDays } = row;
      const isSoundRow = isSound(() => evidence.length === 0 && evidenceDays === undefined);
      if (rows > added || !isSoundRow) report(importedRequestsAreRecorded, [_id]);
    }
  },
};
