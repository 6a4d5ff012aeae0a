import type { Model, mongo } from 'mongoose';
import type { Attendance } from '../attendance/attendance.model';
import type { AuditEntry } from '../audit/audit-entry.model';
import type { Event } from '../events/event.model';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import type { ServiceKey } from '../service-keys/service-key.model';
import type { User } from '../users/user.model';
import { limitReads } from './read-limits';
import type { Setting } from './setting';

/** What typegoose makes of the classes: indexes and schemas. Reads and writes go to the collections. */
export interface Models {
  readonly users: Model<User>;
  readonly attendances: Model<Attendance>;
  readonly events: Model<Event>;
  readonly requests: Model<RewardRequest>;
  readonly auditEntries: Model<AuditEntry>;
  readonly serviceKeys: Model<ServiceKey>;
}

/** The collections, all on the connections of one client. */
export interface Collections {
  readonly client: mongo.MongoClient;
  readonly db: mongo.Db;
  readonly models: Models;
  /** The driver's own collections: an update names its fields and must be neither cast nor completed. */
  readonly users: mongo.Collection<User>;
  readonly attendances: mongo.Collection<Attendance>;
  readonly events: mongo.Collection<Event>;
  readonly requests: mongo.Collection<RewardRequest>;
  readonly auditEntries: mongo.Collection<AuditEntry>;
  readonly serviceKeys: mongo.Collection<ServiceKey>;
  readonly settings: mongo.Collection<Setting>;
}

/** @param db of the client; its reads have a deadline from now on */
export function collectionsOf(client: mongo.MongoClient, db: mongo.Db, models: Models): Collections {
  limitReads(db);
  return {
    client,
    db,
    models,
    users: db.collection<User>('users'),
    attendances: db.collection<Attendance>('userattendances'),
    events: db.collection<Event>('events'),
    requests: db.collection<RewardRequest>('rewardrequests'),
    auditEntries: db.collection<AuditEntry>('auditentries'),
    serviceKeys: db.collection<ServiceKey>('servicekeys'),
    settings: db.collection<Setting>('settings'),
  };
}
