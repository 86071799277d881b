import { createRequire } from 'node:module';
import v8 from 'node:v8';
import vm from 'node:vm';
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

/** Stands for the realm of the process itself, for which `vm` has no object. */
const OWN_REALM = vm.createContext();
/** Jest's modules, Nest's list of entities and its first logger are a spec's own. */
const IS_SHARED = /\/node_modules\/(?!@jest\/|jest-|expect\/|@nestjs\/typeorm\/|nestjs-pino\/)/;

const requireNatively = createRequire(import.meta.url);
const { compileFunction } = vm;

/** Jest's way to make a module of a file. */
vm.compileFunction = (code, parameters, options = {}) => {
  if (options.parsingContext !== OWN_REALM) return compileFunction(code, parameters, options);
  const { filename } = options;
  if (IS_SHARED.test(filename)) return (module) => void (module.exports = requireNatively(filename));
  return compileFunction(code, parameters, { ...options, parsingContext: undefined });
};

// The embedded database of a test lives for seconds: optimising its WebAssembly takes three times the processor time that
// starting it does, and ends when the test is over. What the services that tests start as processes do is up to these.
v8.setFlagsFromString('--no-wasm-tier-up');
v8.setFlagsFromString('--no-wasm-dynamic-tiering');

/**
 * Runs specs in the realm of their process, where Jest would give each one of its own, so that they share the libraries: to load
 * a thousand modules anew takes longer than most specs do. The project's own modules are made for each spec, and what it left
 * in the globals is taken away.
 */
export default class Environment {
  global = globalThis;
  #before = Object.getOwnPropertyDescriptors(globalThis);
  #env = { ...process.env };
  #exit = process.exit;

  constructor({ projectConfig: config }) {
    const { global } = this;
    this.moduleMocker = new ModuleMocker(global);
    this.fakeTimersModern = new ModernFakeTimers({ config, global });
  }

  getVmContext() {
    return OWN_REALM;
  }

  /** The variants of the libraries that the service imports. */
  exportConditions() {
    return ['node', 'node-addons', 'import'];
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    process.exit = this.#exit;
    for (const name of Object.keys(process.env)) if (!(name in this.#env)) delete process.env[name];
    Object.assign(process.env, this.#env);
    const added = Reflect.ownKeys(globalThis).filter((key) => !(key in this.#before));
    // One of Jest's own cannot be deleted; Jest fills it anew for each spec.
    for (const key of added) Reflect.deleteProperty(globalThis, key);
    Object.defineProperty(globalThis, 'console', this.#before.console);
  }
}
