import { appendFileSync } from 'node:fs';
import type { InitializeHook, ResolveHook } from 'node:module';

let file = '';

/** Hooks of Node's module loader: https://nodejs.org/docs/latest-v20.x/api/module.html#customization-hooks */
export const initialize: InitializeHook<string> = (data) => {
  file = data;
};

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const resolved = await nextResolve(specifier, context);
  appendFileSync(file, `${resolved.url}\n`);
  return resolved;
};
