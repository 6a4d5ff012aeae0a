const { ModernFakeTimers } = require('@jest/fake-timers');
const { TestEnvironment } = require('jest-environment-node');
const { ModuleMocker } = require('jest-mock');

/** Where packages of which each test file has its own instance keep their state. */
const OWN_STATE = ['TypeGraphQLMetadataStorage', 'classValidatorMetadataStorage'];
const OF_JEST_CIRCUS = new Set(['JEST_STATE_SYMBOL', 'EVENT_HANDLERS']);

/**
 * Test files run in the realm of their process instead of in one of their own, for packages that they share: a Date
 * or an array of one realm is no instance of the other's class. What a file changes of the process is put back.
 */
module.exports = class SharedRealm extends TestEnvironment {
  #before = { env: { ...process.env }, exit: process.exit, console: globalThis.console };

  constructor(config, context) {
    super(config, context);
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: config.projectConfig, global: globalThis });
  }

  async teardown() {
    await super.teardown();
    const { env, exit, console } = this.#before;
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
    Object.assign(process.env, env);
    process.exit = exit;
    globalThis.console = console;
    for (const name of OWN_STATE) delete globalThis[name];
    // jest-circus is loaded for each test file, and leaves its tests, and by them all modules of the file, under a
    // symbol of its own; its handlers of events would go on handling those of the files that follow.
    for (const symbol of Object.getOwnPropertySymbols(globalThis))
      if (OF_JEST_CIRCUS.has(symbol.description)) delete globalThis[symbol];
    // mongoose keeps closed connections, and by their models every module of the test file.
    require.cache[require.resolve('mongoose')]?.exports.connections.splice(1);
  }
};
