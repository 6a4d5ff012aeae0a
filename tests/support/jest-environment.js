const { ModernFakeTimers } = require('@jest/fake-timers');
const { TestEnvironment } = require('jest-environment-node');
const { ModuleMocker } = require('jest-mock');

/** Where packages of which each test file has its own instance keep their state. */
const OWN_STATE = ['TypeGraphQLMetadataStorage', 'classValidatorMetadataStorage'];

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
    // mongoose keeps closed connections, and by their models every module of the test file.
    require.cache[require.resolve('mongoose')]?.exports.connections.splice(1);
  }
};
