import v8 from 'node:v8';

// The embedded database of a spec lives for seconds: to optimise its WebAssembly takes more processor time than starting it. Services
// that specs start as processes are as in production.
v8.setFlagsFromString('--no-wasm-tier-up');
v8.setFlagsFromString('--no-wasm-dynamic-tiering');
