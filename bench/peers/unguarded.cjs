// Loaded before a server: without the guard's hint and without the rule that facts and insert meet the same
// primary. Only to see what the two cost.
const { mongo } = require('mongoose');
const primary = require('../../dist/database/primary.js');

const { aggregate } = mongo.Collection.prototype;
mongo.Collection.prototype.aggregate = function unhinted(pipeline, options) {
  return aggregate.call(this, pipeline, { ...options, hint: undefined });
};
const { watchPrimary } = primary;
primary.watchPrimary = (client) => ({ ...watchPrimary(client), current: () => 'whichever' });
