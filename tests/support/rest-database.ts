import { mongo } from 'mongoose';

const { ObjectId } = mongo;

/** Of the demo accounts' password. */
const BCRYPT = '$2b$04$9jFqbQvwHcIPs2FPSZpVzeKbNMTfL6Saexykr4FoDbAi8wFXOjswy';
/** A character is missing. */
const BROKEN_HASH = '$2b$10$canarycanarycanarycanarycanarycanarycanarycanarycana';

export const at = (text: string) => new Date(`${text}+09:00`);

/** A database as a REST service of the first specification leaves it, with what its guard let through. */
export async function writeRestDatabase(db: mongo.Db) {
  const user = (user_id: string, more: object = {}) => ({
    _id: new ObjectId(),
    user_id,
    password: BCRYPT,
    role: 'USER',
    created_at: at('2026-01-01T09:00:00'),
    ...more,
  });
  const users = {
    kim: user('kim.dev'),
    lee: user('lee.dev', { password: BROKEN_HASH }),
    park: user('park.dev'),
    staff: user('boss.dev', { role: 'OPERATOR' }),
    /** The same name as lee's, to us. */
    twin: user('LEE.dev'),
    nameless: user(''),
    mail: user('choi@example.com'),
  };
  await db.collection('users').insertMany(Object.values(users));

  await db.collection('user_attendances').insertMany([
    // By ObjectId, by its text, and by the name.
    { user_id: users.kim._id, attendance_dt: at('2026-05-01T23:59:59') },
    { user_id: String(users.kim._id), attendance_dt: '2026-05-02T00:00:00+09:00' },
    { user_id: 'kim.dev', attendance_date: '20260503' },
    { user_id: users.kim._id, attendance_dt: at('2026-05-02T18:00:00') },
    { user_id: users.lee._id, attendance_date: '2026-05-01' },
    { user_id: new ObjectId(), attendance_dt: at('2026-05-01T00:00:00') },
    { user_id: users.kim._id, attendance_dt: 'yesterday' },
    { user_id: users.kim._id, attendance_dt: at('2999-01-01T00:00:00') },
  ]);

  const event = (title: string, more: object = {}) => ({
    _id: new ObjectId(),
    title,
    start_dt: at('2026-05-01T00:00:00'),
    end_dt: at('2999-06-01T00:00:00'),
    active_yn: 'Y',
    condition: { type: 'CONSECUTIVE_ATTENDANCE', days: 3 },
    ...more,
  });
  const events = {
    unlimited: event('Three days'),
    limited: event('While stock lasts'),
    paused: event('Paused', { active_yn: 'N' }),
    /** Its condition is prose. */
    prose: event('In words', {
      condition: '3일 연속 출석',
      rewards: [{ type: '포인트', name: 'P', amount: '5' }],
    }),
    broken: event('No start', { start_dt: 'soon' }),
  };
  await db.collection('events').insertMany(Object.values(events));

  await db.collection('rewards').insertMany([
    { event_id: events.unlimited._id, type: 'POINT', name: 'Points', quantity: 100 },
    { event_id: String(events.unlimited._id), type: 'coupon', name: 'Coffee' },
    // Five are left after one was paid.
    { event_id: events.limited._id, type: 'ITEM', name: 'Mug', quantity: 1, stock: 5 },
    { event_id: events.broken._id, type: 'POINT', name: 'Never' },
    { event_id: new ObjectId(), type: 'POINT', name: 'Of nothing' },
  ]);

  const request = (user_id: unknown, event_id: unknown, status: unknown, day: number, more: object = {}) => ({
    _id: new ObjectId(),
    user_id,
    event_id,
    status,
    created_at: at(`2026-05-${String(day).padStart(2, '0')}T12:00:00`),
    ...more,
  });
  const requests = {
    // Three live ones of one user and event, told in three ways.
    kimPending: request(users.kim._id, events.unlimited._id, 0, 4),
    kimPaid: request(String(users.kim._id), events.unlimited._id, 1, 6, {
      processed_at: at('2026-05-06T12:00:01'),
    }),
    kimPaidTwice: request(users.kim._id, events.unlimited._id, '1', 7),
    kimFailed: request(users.kim._id, events.unlimited._id, 2, 2),
    leeFailed: request(users.lee._id, events.unlimited._id, 2, 3),
    leeMug: request(users.lee._id, events.limited._id, 1, 5),
    parkMug: request(users.park._id, events.limited._id, 0, 5),
    ofNobody: request(new ObjectId(), events.unlimited._id, 1, 5),
    ofNothing: request(users.kim._id, new ObjectId(), 1, 5),
    ofBroken: request(users.kim._id, events.broken._id, 1, 5),
    ofTwin: request(users.twin._id, events.limited._id, 1, 5),
    unknown: request(users.park._id, events.paused._id, 7, 5),
  };
  await db.collection('reward_requests').insertMany(Object.values(requests));
  return { users, events, requests };
}
