// Loaded before a server: the same careful path, but nobody shares a call.
const { Batcher } = require('../../dist/database/batcher.js');

Batcher.prototype.add = async function add(item) {
  const [result] = await this.run([item]);
  if (result instanceof Error) throw result;
  return result;
};
