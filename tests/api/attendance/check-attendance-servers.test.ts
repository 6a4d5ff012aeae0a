import { Types } from 'mongoose';
import { AttendanceService } from '../../../src/attendance/attendance.service';
import { ClockSkewWatch } from '../../../src/database/clock-skew';
import { createLog } from '../../../src/log';
import type { Database } from '../../../src/database/connection';
import { openDatabase } from '../../../src/features';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let databases: Database[];

beforeAll(async () => {
  server = await startTestServer();
  databases = await Promise.all(Array.from({ length: 3 }, () => openDatabase(server.mongodbUri)));
});
afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()));
  await server.close();
});

test('among several servers a day counts once, and one call made it', async () => {
  const { calendar } = server.services;
  const services = databases.map((database) => {
    const skew = new ClockSkewWatch(database, server.clock.now, 0, createLog('silent', false));
    return new AttendanceService({ database, calendar, skew });
  });
  const users = await Promise.all(Array.from({ length: 10 }, () => server.actor('USER')));
  const now = server.clock.now();
  const answers = await Promise.all(
    users.flatMap((user) => {
      const proof = server.services.tokens.readBearer(`Bearer ${user.accessToken}`, now)!;
      // Calls of one turn of the event loop share a batch.
      return [...services, ...services].map((service) => service.checkAttendance(proof, now));
    }),
  );

  for (const { id } of users) {
    const rows = await server.database.attendances.find({ userId: new Types.ObjectId(id) }).toArray();
    expect(rows).toHaveLength(1);
    const own = answers.filter(({ attendance }) => attendance.userId.toHexString() === id);
    expect(own.map(({ attendance }) => attendance._id)).toEqual(own.map(() => rows[0]!._id));
    expect(own.filter(({ created }) => created)).toHaveLength(1);
  }
});
