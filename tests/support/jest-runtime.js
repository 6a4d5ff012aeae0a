const { createRequire, isBuiltin } = require('node:module');
const { compileFunction } = require('node:vm');
const Runtime = require('jest-runtime').default;

/** They keep what the classes of src declare; each test file loads those classes anew. */
const OWN = /^(type-graphql|@typegoose\/typegoose)(\/|$)/;

/**
 * Loads packages once in a process instead of once in a test file: loading 2,000 modules takes longer than most
 * files' tests. The files of this repository are loaded for each test file, as usual.
 */
class SharedPackages extends Runtime {
  constructor(...args) {
    super(...args);
    this.executor.compile = (source, filename) =>
      compileFunction(source, this.executor.injectedModuleParameters, { filename });
  }

  requireModule(from, name, options, isActual) {
    const isShared =
      name !== undefined && !options?.isInternalModule && /^[^./]/.test(name) && !isBuiltin(name);
    if (isShared && !OWN.test(name)) return createRequire(from)(name);
    return super.requireModule(from, name, options, isActual);
  }
}

module.exports = { __esModule: true, default: SharedPackages };
