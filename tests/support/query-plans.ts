import type { mongo } from 'mongoose';
import { isBackground, type TestServer } from './server';

/** A command as the server sent it, and the operation that made it do so. */
export interface SentCommand {
  readonly operation: string;
  readonly name: string;
  readonly command: mongo.Document;
}

/** The name of what the server does by itself. */
export const BACKGROUND = 'in the background';

/** What MongoDB can explain; an update names its statements one by one. */
const EXPLAINED = new Set(['find', 'aggregate', 'count', 'distinct', 'findAndModify', 'update', 'delete']);
const OF_THE_CALL = ['lsid', 'txnNumber', '$clusterTime', '$db', 'readConcern', 'writeConcern', 'maxTimeMS'];

/** Notes every command that the server sends while `work` runs under a name. */
export class CommandRecorder {
  readonly sent: SentCommand[] = [];
  private operation = 'between operations';

  /** @param names of the commands that are noted; default: those that can be explained */
  constructor({ database }: TestServer, names: ReadonlySet<string> = EXPLAINED) {
    for (const client of [database.client, database.reads.client, database.claims]) {
      client.on('commandStarted', ({ commandName, command }: mongo.CommandStartedEvent) => {
        if (!names.has(commandName)) return;
        const operation = isBackground() ? BACKGROUND : this.operation;
        this.sent.push({ operation, name: commandName, command });
      });
    }
  }

  async during<Result>(operation: string, work: () => Promise<Result>): Promise<Result> {
    this.operation = operation;
    try {
      return await work();
    } finally {
      this.operation = 'between operations';
    }
  }
}

/** Every statement of a command as one that can be explained. */
function statementsOf({ name, command }: SentCommand): mongo.Document[] {
  const plain = Object.fromEntries(Object.entries(command).filter(([key]) => !OF_THE_CALL.includes(key)));
  const list = name === 'update' ? 'updates' : name === 'delete' ? 'deletes' : null;
  if (list === null) return [plain];
  return (command[list] as mongo.Document[]).map((statement) => ({ ...plain, [list]: [statement] }));
}

/** What is wrong with how the database would run a command; empty: nothing. */
export async function planFaults({ database }: TestServer, sent: SentCommand): Promise<string[]> {
  const { db } = database;
  const faults: string[] = [];
  for (const statement of statementsOf(sent)) {
    const explained = await db.command({ explain: statement, verbosity: 'executionStats' });
    faults.push(...faultsIn(explained));
  }
  return [...new Set(faults)];
}

/** Walks everything that explain says, pipelines inside pipelines too. */
function faultsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(faultsIn);
  const document = node as Record<string, unknown>;
  const faults: string[] = [];
  if (document.stage === 'COLLSCAN' || document.stage === 'scan') faults.push('reads a whole collection');
  if (document.stage === 'SORT' || document.stage === 'sort' || '$sort' in document) {
    faults.push('sorts in memory');
  }
  if (Number(document.collectionScans ?? 0) > 0) faults.push('looks up by reading a whole collection');
  if (document.stage === 'FETCH' && typeof document.docsExamined === 'number' && !isById(document)) {
    const { docsExamined, nReturned } = document as { docsExamined: number; nReturned: number };
    // One row more than fits: what a conditional update finds changed, or a page its end by.
    if (docsExamined > nReturned * 1.1 + 1) faults.push(`reads ${docsExamined} rows for ${nReturned}`);
  }
  for (const [key, value] of Object.entries(document)) {
    // Plans that lost are not run; what was asked is no plan.
    if (key === 'rejectedPlans' || key === 'command' || key === 'queryPlanner') continue;
    faults.push(...faultsIn(value));
  }
  return faults;
}

/** Asked for by their ids: no index could know better which of them a filter takes. */
function isById({ inputStage }: { inputStage?: { indexName?: string } }): boolean {
  return inputStage?.indexName === '_id_';
}
