import { AUDITORS } from '../access/permissions';
import type { Feature, Foundation } from '../feature';
import { AccessLogEntry } from './access-log-entry.model';
import { AccessLogResolver } from './access-log.resolver';
import { AccessLog } from './access-log.service';

export const accessLogFeature: Feature = {
  collections: [{ name: 'accesslog', model: { property: 'accessLog', rows: AccessLogEntry }, expires: true }],
  resolvers: [AccessLogResolver],
  queries: { accessLog: AUDITORS },
  prepare: ({ accessLog }) => accessLog.prepare(),
};

export function accessLogServices({ config, database }: Foundation) {
  return { accessLog: new AccessLog({ database, days: config.accessLogDays }) };
}
