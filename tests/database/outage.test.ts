import { mongo } from 'mongoose';
import { isOutage } from '../../src/database/outage';

/** The driver's classes that mean that the same call may succeed later; all others are our own mistakes. */
const OUTAGES = [
  'MongoClientClosedError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoNotConnectedError',
  'MongoOperationTimeoutError',
  'MongoServerClosedError',
  'MongoServerSelectionError',
  'MongoStalePrimaryError',
  'MongoTopologyClosedError',
  'MongoUnexpectedServerResponseError',
  'MongoWriteConcernError',
];

type ErrorClass = typeof mongo.MongoError;

const classes = Object.entries(mongo).flatMap(([name, value]): Array<[string, ErrorClass]> =>
  typeof value === 'function' && value.prototype instanceof Error ? [[name, value as ErrorClass]] : [],
);

test.each(classes)('%s of the driver is judged', (name, errorClass) => {
  // Without its constructor: each class wants other arguments.
  const error = Object.create(errorClass.prototype) as Error;
  expect({ name, outage: isOutage(error) }).toEqual({ name, outage: OUTAGES.includes(name) });
});
