import { Types } from 'mongoose';
import { viewerOf } from '../../src/access/viewers';

const [userId, login, ended] = [new Types.ObjectId(), new Types.ObjectId(), new Types.ObjectId()];
const row = {
  _id: userId,
  role: 'USER' as const,
  disabledAt: null,
  logins: [{ id: new Types.ObjectId() }, { id: login }],
};
const proof = { userId: userId.toHexString(), sessionId: login.toHexString() };

test('a proof gives the role that the account has now', () => {
  expect(viewerOf(row, proof)).toEqual({
    id: userId.toHexString(),
    role: 'USER',
    sessionId: login.toHexString(),
  });
  expect(viewerOf({ ...row, role: 'ADMIN' }, proof)?.role).toBe('ADMIN');
});

test('an unknown or disabled account and an ended login give nobody', () => {
  expect(viewerOf(undefined, proof)).toBeNull();
  expect(viewerOf(null, proof)).toBeNull();
  expect(viewerOf({ ...row, disabledAt: new Date(0) }, proof)).toBeNull();
  expect(viewerOf(row, { ...proof, sessionId: ended.toHexString() })).toBeNull();
  expect(viewerOf({ ...row, logins: [] }, proof)).toBeNull();
});
