// The demo data for mongosh, safe twice, before or after a server's first start:
//   mongosh --username root --password test --authenticationDatabase admin mydb < ./init/init-mongo.js
// The same accounts, check-ins and events, field by field, as `node dist/cli.js seed` writes
// (src/demo/*.ts); `npm run check:seed` proves it. What is there already stays as it is.

// One expression: from standard input mongosh reads statement by statement, and would go on after a failed one.
(() => {
  const { createHash } = require('crypto');

  const DAY_MS = 86400000;
  const now = new Date();

  // argon2id of event-reward-demo: mongosh has no argon2.
  const PASSWORD_HASH =
    '$argon2id$v=19$m=19456,t=2,p=1$fnvhvUrLKhpsXUSiSu0xCw$jVWUmotVeszQyMsa8UeX87WkMbIH9C1946xy+NtGHnA';

  // attended: which of the last three service days were checked in; 0 is today.
  const ACCOUNTS = [
    { username: 'admin', role: 'ADMIN', attended: [] },
    { username: 'operator', role: 'OPERATOR', attended: [] },
    { username: 'auditor', role: 'AUDITOR', attended: [] },
    { username: 'alice', role: 'USER', attended: [2, 1, 0] },
    { username: 'bob', role: 'USER', attended: [2, 1] },
  ];

  const users = db.getCollection('users');
  const attendances = db.getCollection('userattendances');
  const events = db.getCollection('events');
  const settings = db.getCollection('settings');

  // ---- the stored service calendar -------------------------------------------------------------------

  function serviceCalendar() {
    const stored = settings.findOne({ _id: 'serviceCalendar' });
    if (stored) return stored;
    settings.insertOne({ _id: 'serviceCalendar', timeZone: 'Asia/Seoul', dayStartMinute: 0 });
    return settings.findOne({ _id: 'serviceCalendar' });
  }

  // Wall clock minus UTC, in ms.
  function offsetAt(timeZone, at) {
    const text = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).format(at);
    const [, sign, hours, minutes, seconds] = /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/.exec(text);
    const offset = (Number(hours || 0) * 3600 + Number(minutes || 0) * 60 + Number(seconds || 0)) * 1000;
    return sign === '-' ? -offset : offset;
  }

  // The first instant at which the wall clock shows the day's start or more, as src/domain/service-calendar.ts.
  function startOfDay({ timeZone, dayStartMinute }, ordinal) {
    const wall = ordinal * DAY_MS + dayStartMinute * 60000;
    const before = offsetAt(timeZone, wall - DAY_MS);
    const after = offsetAt(timeZone, wall + DAY_MS);
    if (before === after) return wall - before;
    let unchanged = wall - DAY_MS;
    let changed = wall + DAY_MS;
    while (changed - unchanged > 1) {
      const middle = Math.floor((unchanged + changed) / 2);
      if (offsetAt(timeZone, middle) === before) unchanged = middle;
      else changed = middle;
    }
    return wall - before < changed ? wall - before : Math.max(changed, wall - after);
  }

  // Days since 1970-01-01.
  function ordinalAt(calendar, at) {
    let ordinal = Math.floor(at / DAY_MS);
    while (startOfDay(calendar, ordinal) > at) ordinal--;
    while (startOfDay(calendar, ordinal + 1) <= at) ordinal++;
    return ordinal;
  }

  function dayOf(ordinal) {
    return new Date(ordinal * DAY_MS).toISOString().slice(0, 10);
  }

  // ---- what src/audit/entries.ts makes ---------------------------------------------------------------

  function sha256(text) {
    return createHash('sha256').update(text).digest('hex');
  }

  function derivedId(...parts) {
    return new ObjectId(sha256(JSON.stringify(parts)).slice(0, 24));
  }

  function sorted(value) {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
  }

  function canonicalJson(value) {
    return JSON.stringify(sorted(JSON.parse(JSON.stringify(value))));
  }

  // ---- accounts --------------------------------------------------------------------------------------

  function findOrRegister({ username, role }) {
    const there = users.findOne({ usernameKey: username });
    if (there) return there;
    users.insertOne({
      _id: new ObjectId(),
      username,
      passwordHash: PASSWORD_HASH,
      // Users who checked in before today have been there before today.
      createdAt: role === 'USER' ? new Date(now.getTime() - 30 * DAY_MS) : now,
      usernameKey: username,
      role: 'USER',
      disabledAt: null,
      logins: [],
      adminN: 0,
    });
    return users.findOne({ usernameKey: username });
  }

  // The role is decided in the one document that decides who is an admin, numbered and pending until the
  // account has it: a server that runs meanwhile sees, and may finish, the same change (src/users/admins.ts).
  function giveRole(user, role) {
    for (;;) {
      const admins = adminsSetting();
      if (admins.pending !== null) {
        finish(admins.n, admins.pending);
        continue;
      }
      const entry = {
        id: new ObjectId(),
        at: now,
        actorId: null,
        actorRole: null,
        action: 'changeUserRole',
        targetType: 'User',
        targetId: user._id,
        before: canonicalJson({ role: user.role }),
        after: canonicalJson({ role }),
        reason: null,
      };
      const ids = role === 'ADMIN' ? [...admins.ids, user._id] : admins.ids;
      const pending = { userId: user._id, set: { role }, entry };
      const decided = settings.updateOne(
        { _id: 'admins', n: admins.n, pending: null },
        { $set: { ids, n: admins.n + 1, pending } },
      );
      if (decided.matchedCount === 0) continue;
      finish(admins.n + 1, pending);
      return;
    }
  }

  function adminsSetting() {
    const stored = settings.findOne({ _id: 'admins' });
    if (stored) return stored;
    const ids = users
      .find({ role: 'ADMIN', disabledAt: null }, { _id: 1 })
      .toArray()
      .map(({ _id }) => _id);
    settings.insertOne({ _id: 'admins', ids, n: 0, pending: null });
    return settings.findOne({ _id: 'admins' });
  }

  function finish(n, { userId, set, entry }) {
    const ended = set.disabledAt instanceof Date ? { logins: [] } : {};
    users.updateOne(
      { _id: userId, adminN: { $lt: n } },
      { $set: { ...set, adminN: n, ...ended }, $push: { outbox: entry } },
    );
    settings.updateOne({ _id: 'admins', n }, { $set: { pending: null } });
  }

  function seedAttendance(calendar, userId, attended) {
    // Once only: a later run must not complete a streak that a person is playing with.
    if (attended.length === 0 || attendances.findOne({ userId })) return;
    const today = ordinalAt(calendar, now.getTime());
    attendances.insertMany(
      attended.map((ago) => ({
        _id: new ObjectId(),
        userId,
        day: dayOf(today - ago),
        checkedAt: new Date(Math.min(startOfDay(calendar, today - ago) + 9 * 3600000, now.getTime())),
      })),
    );
  }

  // ---- events ----------------------------------------------------------------------------------------

  function demoEvents(inDays) {
    const threeDays = [{ kind: 'CONSECUTIVE_ATTENDANCE', target: 3 }];
    const totalDays = (target) => [{ kind: 'TOTAL_ATTENDANCE', target }];
    const reward = (type, name, quantity, externalId = null, stock = null) => {
      return { type, name, quantity, externalId, stock };
    };
    const event = (startAt, endAt, payout, conditions, rewards) => {
      return { startAt: inDays(startAt), endAt: inDays(endAt), active: true, payout, conditions, rewards };
    };
    return [
      {
        idempotencyKey: 'demo-three-days',
        title: 'Three days in a row',
        description: 'Check in on three consecutive days and get the reward.',
        ...event(-7, 365, 'AUTO', threeDays, [
          reward('POINT', 'Welcome points', 100),
          reward('COUPON', 'Coffee coupon', 1, 'COFFEE-1'),
        ]),
      },
      {
        idempotencyKey: 'demo-manual',
        title: 'Story of the month',
        description: 'An operator reads every request and decides.',
        ...event(-7, 365, 'MANUAL', totalDays(1), [reward('ITEM', 'Hooded jacket', 1, 'JACKET-M', 20)]),
      },
      {
        idempotencyKey: 'demo-limited',
        title: 'First come, first served',
        description: 'Two check-ins, and only as long as stock lasts.',
        ...event(-7, 365, 'AUTO', totalDays(2), [
          reward('ITEM', 'Mug', 1, 'MUG', 10),
          reward('COUPON', 'Concert ticket', 1, 'TICKET', 3),
        ]),
      },
      {
        idempotencyKey: 'demo-upcoming',
        title: 'Next week',
        description: 'Opens in seven days.',
        ...event(7, 365, 'AUTO', threeDays, [reward('POINT', 'Early bird points', 50)]),
      },
      {
        idempotencyKey: 'demo-ended',
        title: 'Last month',
        description: 'Closed ten days before the first start.',
        ...event(-40, -10, 'AUTO', threeDays, [reward('POINT', 'Points of last month', 50)]),
      },
      {
        idempotencyKey: 'demo-first-check-in',
        title: 'Your first check-in',
        description: 'Check in once, and claim at once.',
        ...event(-8, 365, 'AUTO', totalDays(1), [reward('POINT', 'Starter points', 10)]),
      },
      {
        idempotencyKey: 'demo-sold-out',
        title: 'Yesterday’s concert',
        description: 'One check-in would have been enough, but every ticket is gone.',
        ...event(-8, 365, 'AUTO', totalDays(1), [reward('COUPON', 'Front row ticket', 1, 'FRONT-ROW', 0)]),
      },
    ];
  }

  function seedEvent(calendar, operatorId, { idempotencyKey, ...input }) {
    // The id that createEvent derives from the operator and the key.
    const _id = derivedId('createEvent', operatorId.toHexString(), idempotencyKey);
    if (events.findOne({ _id }, { _id: 1 })) return;
    const { title, description, startAt, endAt, active, payout } = input;
    const given = { title, description, startAt, endAt, active, payout, claimUntil: null };
    const conditions = input.conditions.map((condition) => {
      return { id: new ObjectId(), ...condition, requiredEventId: null };
    });
    const rewards = input.rewards.map((reward) => {
      return { id: new ObjectId(), ...reward, initialStock: reward.stock };
    });
    const inputHash = sha256(
      canonicalJson([
        'createEvent',
        {
          ...input,
          conditions: input.conditions.map((condition) => ({ ...condition, requiredEventId: null })),
        },
      ]),
    );
    events.insertOne({
      _id,
      ...given,
      conditions,
      rewards: rewards.map((reward) => ({ ...reward, remaining: reward.stock })),
      firstDay: dayOf(ordinalAt(calendar, startAt.getTime())),
      lastDay: dayOf(ordinalAt(calendar, endAt.getTime() - 1)),
      firstActivatedAt: active ? now : null,
      archivedAt: null,
      holds: [],
      version: 1,
      deltaN: 0,
      frozenAt: null,
      createdAt: now,
      createdById: operatorId,
      // Any server takes the entry into the audit chain.
      outbox: [
        {
          id: new ObjectId(),
          at: now,
          actorId: operatorId,
          actorRole: 'OPERATOR',
          action: 'createEvent',
          targetType: 'Event',
          targetId: _id,
          before: null,
          after: canonicalJson({ ...given, conditions, rewards }),
          reason: null,
          idempotencyKey,
          inputHash,
        },
      ],
    });
  }

  try {
    // As the models declare them: what makes two of these runs at once safe.
    users.createIndex({ usernameKey: 1 }, { unique: true });
    attendances.createIndex({ userId: 1, day: 1 }, { unique: true });

    const calendar = serviceCalendar();
    for (const account of ACCOUNTS) {
      const user = findOrRegister(account);
      // Number 0 and this hash: an earlier run of this script was cut short before the role.
      const unfinished = user.adminN === 0 && user.passwordHash === PASSWORD_HASH;
      if (unfinished && user.role !== account.role) giveRole(user, account.role);
      seedAttendance(calendar, user._id, account.attended);
    }

    const operator = users.findOne({ usernameKey: 'operator' });
    const today = ordinalAt(calendar, now.getTime());
    const inDays = (days) => new Date(startOfDay(calendar, today + days));
    for (const event of demoEvents(inDays)) seedEvent(calendar, operator._id, event);

    const names = ACCOUNTS.map(({ username }) => username).join(', ');
    print(`Demo data exists: ${names}; password event-reward-demo`);
  } catch (error) {
    print(`The demo data could not be written: ${error.message}`);
    quit(1);
  }
})();
