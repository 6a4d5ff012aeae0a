// Loaded before a server: its claims owe the feed nothing, and nobody writes entries. Only to see what the feed costs.
const { mongo } = require('mongoose');
const { FeedRelay } = require('../../dist/reward-feed/relay.js');

for (const name of ['insertOne', 'insertMany']) {
  const insert = mongo.Collection.prototype[name];
  mongo.Collection.prototype[name] = function withoutObligations(rows, options) {
    if (this.collectionName === 'rewardrequests') for (const row of [rows].flat()) delete row.due;
    return insert.call(this, rows, options);
  };
}
FeedRelay.prototype.start = () => undefined;
FeedRelay.prototype.wake = () => undefined;
