import { setImmediate as nextTurn } from 'node:timers/promises';
import { Types, type mongo } from 'mongoose';
import type { AuditEntry } from '../audit/audit-entry.model';
import { readableEntries } from '../audit/audit-texts';
import type { Collections } from '../database/client-collections';
import { findPage } from '../database/keyset-page';
import type { Page, PageRequest } from '../domain/page';
import { AppError, ServiceUnavailable } from '../errors';
import type { RateLimits } from '../rate-limits/rate-limits';
import type { CodeReader } from '../reward-codes/code-reader';
import type { CodeService } from '../reward-codes/code.service';
import { ANY_STATUS } from '../reward-requests/request-filter';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import { DataDocument } from './data-document';
import * as rows from './data-rows';
import { shareOf } from '../worker-share';

const PAGE_ROWS = 500;
/** Rows of a list without pages: more than a person has. */
const LIST_ROWS_MAX = 5_000;
/** On one server; each holds a document of some megabytes. */
const RUNNING_MAX = 2;

interface Parts {
  readonly database: Collections;
  readonly codeReader: Pick<CodeReader, 'findBound'>;
  readonly codes: Pick<CodeService, 'textOf'>;
  readonly limits: Pick<RateLimits, 'dataExport'>;
}

interface Reader {
  readonly userId: Types.ObjectId;
  readonly signal: AbortSignal;
  readonly document: DataDocument;
}

/** Everything that is stored about one account, for its owner. */
export class DataExportService {
  private running = 0;

  constructor(private readonly parts: Parts) {}

  /**
   * @returns JSON; `truncated` in it names lists that were too long
   * @throws AppError RATE_LIMITED
   * @throws ServiceUnavailable when other exports run on this server
   */
  async export(id: string, now: Date, signal: AbortSignal): Promise<string> {
    if (this.running >= shareOf(RUNNING_MAX))
      throw new ServiceUnavailable('too many data exports are running', undefined, 5);
    this.running += 1;
    try {
      await this.parts.limits.dataExport(id);
      return await this.write({ userId: new Types.ObjectId(id), signal, document: new DataDocument(now) });
    } finally {
      this.running -= 1;
    }
  }

  private async write(reader: Reader): Promise<string> {
    const { userId, signal, document } = reader;
    const { database } = this.parts;
    const user = await database.users.findOne({ _id: userId }, { signal });
    if (user === null) throw new AppError('UNAUTHENTICATED');
    document.put('account', rows.account(user));
    document.put('identities', user.identities ?? []);
    document.put('logins', user.logins.map(rows.login));
    await this.writeAudiences(reader);
    await this.writeExcusedDays(reader);
    const requestIds = await this.writeRequests(reader);
    await this.writeAudit(reader, requestIds);
    await this.writePages(reader, 'checkIns', database.attendances, 'checkedAt', rows.checkIn);
    await this.writePages(reader, 'accessLog', database.accessLog, 'at', rows.opened);
    await this.writePages(reader, 'staffNotes', database.staffNotes, 'createdAt', rows.staffNote);
    await this.writePages(reader, 'activities', database.activities, 'occurredAt', rows.activity);
    return document.end();
  }

  private async writePages<Row extends { _id: Types.ObjectId; userId: Types.ObjectId }>(
    { userId, signal, document }: Reader,
    name: string,
    collection: mongo.Collection<Row>,
    sortKey: keyof Row & string,
    write: (row: Row) => object,
  ): Promise<void> {
    const list = { name: `myDataExport ${name}`, filter: { userId } as mongo.Filter<Row>, sortKey };
    document.open(name);
    for await (const page of pagesOf(collection, list, signal)) if (!document.add(page.map(write))) break;
    document.close();
  }

  /** @returns the ids of the requests that fit */
  private async writeRequests({ userId, signal, document }: Reader): Promise<Types.ObjectId[]> {
    const list = {
      name: 'myDataExport requests',
      filter: { userId, status: { $in: ANY_STATUS } },
      sortKey: 'requestedAt',
    } as const;
    const ids: Types.ObjectId[] = [];
    document.open('requests');
    for await (const page of pagesOf(this.parts.database.requests, list, signal)) {
      if (!document.add(await this.withEdges(page, signal))) break;
      ids.push(...page.map(({ _id }) => _id));
    }
    document.close();
    return ids;
  }

  private async withEdges(requests: readonly RewardRequest[], signal: AbortSignal): Promise<object[]> {
    const { codeReader, codes, database } = this.parts;
    const events = await database.events
      .find({ _id: { $in: requests.map(({ eventId }) => eventId) } }, { projection: { title: 1 }, signal })
      .toArray();
    const titles = new Map(events.map(({ _id, title }) => [_id.toHexString(), title]));
    const bound = await codeReader.findBound(requests.map(({ _id }) => _id.toHexString()));
    return requests.map((request, place) =>
      rows.request(request, {
        title: titles.get(request.eventId.toHexString()) ?? null,
        codeOf: (rewardId) => {
          const code = bound[place]?.find((each) => each.rewardId.equals(rewardId));
          return code === undefined ? null : codes.textOf(code);
        },
      }),
    );
  }

  private async writeAudiences({ userId, signal, document }: Reader): Promise<void> {
    const { audienceMembers, audiences } = this.parts.database;
    const members = await audienceMembers
      .find({ userId }, { projection: { audienceId: 1 }, signal })
      .limit(LIST_ROWS_MAX)
      .toArray();
    const found = await audiences
      .find(
        { _id: { $in: members.map(({ audienceId }) => audienceId) } },
        { projection: { name: 1 }, signal },
      )
      .toArray();
    document.list('audiences', found.map(rows.audience), members.length < LIST_ROWS_MAX);
  }

  /** Of everybody: they decide which days count for the caller. */
  private async writeExcusedDays({ signal, document }: Reader): Promise<void> {
    const days = await this.parts.database.excusedDays
      .find({ removedAt: null }, { signal })
      .sort({ day: -1 })
      .limit(LIST_ROWS_MAX)
      .toArray();
    document.list('excusedDays', days.map(rows.excusedDay), days.length < LIST_ROWS_MAX);
  }

  /** Newest first. The accounts that acted are left out: a USER reads no other account. */
  private async writeAudit(
    { userId, signal, document }: Reader,
    requestIds: Types.ObjectId[],
  ): Promise<void> {
    const { database } = this.parts;
    // Two reads: the planner does not merge two orders of one list.
    const about = await this.findEntries({ targetId: { $in: [userId, ...requestIds] } }, signal);
    const concerning = await this.findEntries(
      // $type: without it the planner can't tell that the partial index holds the entry.
      { $and: [{ subjectId: userId }, { subjectId: { $type: 'objectId' } }] },
      signal,
    );
    const entries = [
      ...new Map([...about, ...concerning].map((entry) => [String(entry._id), entry])).values(),
    ]
      .sort((a, b) => b.sequence - a.sequence)
      .slice(0, LIST_ROWS_MAX);
    const texts = await readableEntries(database, entries, { signal });
    document.list('auditEntries', texts.map(rows.auditEntry), entries.length < LIST_ROWS_MAX);
  }

  private findEntries(filter: mongo.Filter<AuditEntry>, signal: AbortSignal): Promise<AuditEntry[]> {
    return this.parts.database.auditEntries
      .find(filter, { signal })
      .sort({ sequence: -1 })
      .limit(LIST_ROWS_MAX)
      .toArray();
  }
}

/** The rows of a list, newest first, a page at a time. */
async function* pagesOf<Row extends { _id: Types.ObjectId }>(
  collection: mongo.Collection<Row>,
  list: { readonly name: string; readonly filter: mongo.Filter<Row>; readonly sortKey: keyof Row & string },
  signal: AbortSignal,
): AsyncGenerator<readonly Row[]> {
  let after: string | null = null;
  do {
    const args: PageRequest = { first: PAGE_ROWS, after, reverse: false };
    const { nodes, pageInfo }: Page<Row> = await findPage(
      collection,
      { ...list, without: ['outbox'] },
      args,
      signal,
    );
    yield nodes;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    await nextTurn();
  } while (after !== null);
}
