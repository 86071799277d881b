import { afterAll, beforeAll } from '@jest/globals';
import { startTestApp, type TestApp } from '../test-app.js';
import { supabase, tokenSettings } from './token-forge.js';
import { WhoController } from './who.controller.js';

/** The service and the Supabase project of the forged tokens, for the tests around the call. @returns the running service */
export function tokenApp(): () => TestApp {
  let app: TestApp | undefined;
  beforeAll(async () => {
    await supabase.up();
    app = await startTestApp(tokenSettings(), [WhoController]);
  });
  afterAll(async () => {
    await app?.close();
    await supabase.down();
  });
  return () => {
    if (app === undefined) throw new Error('the service runs inside of tests only');
    return app;
  };
}
