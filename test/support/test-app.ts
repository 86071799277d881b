import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../../src/app.module.js';
import { setupApp } from '../../src/app.setup.js';
import { mintToken, type TokenRequest } from '../../src/auth/mint-token.js';
import { BoundedExpressAdapter } from '../../src/common/http/bounded-express.adapter.js';
import { AppConfig } from '../../src/config/app-config.js';
import { loadEnv } from '../../src/config/load-env.js';
import { captureLog } from './captured-log.js';
import { migratedDatabase } from './database/migrated-database.js';
import { scratchFolder } from './servers/scratch-folder.js';

export const TEST_SECRET = 'a-secret-that-only-the-tests-know-0123456789';

export interface TestApp {
  app: NestExpressApplication;
  url: string;
  /** Every line that the service logged. */
  logLines: string[];
  close(): Promise<void>;
}

/**
 * The whole service, built as `main.ts` builds it, on a free port; by default on an embedded database of its own.
 *
 * @param controllers further ones, to look into what the product's routes do not tell
 * @param modules that those need
 */
export async function startTestApp(
  env: Record<string, string> = {},
  controllers: Type[] = [],
  modules: Type[] = [],
): Promise<TestApp> {
  const folder = scratchFolder('twoinone-test-');
  const config = new AppConfig(
    loadEnv({
      JWT_SECRET_KEY: TEST_SECRET,
      DATA_PATH: join(folder, 'data'),
      LOGS_PATH: join(folder, 'logs'),
      INFERENCE_WORKERS: '1',
      RATE_LIMIT_PER_MINUTE: '0',
      ...env,
    }),
  );
  if (config.env.DATABASE_URL === undefined) await migratedDatabase(config.dataPath);
  @Module({ imports: [AppModule.forRoot(config), ...modules], controllers })
  class TestAppModule {}
  const { logger, logLines } = captureLog();
  const adapter = new BoundedExpressAdapter(config.env.KEEP_ALIVE_S);
  const app = await NestFactory.create<NestExpressApplication>(TestAppModule, adapter, {
    logger,
    abortOnError: false,
    bodyParser: false,
  });
  setupApp(app, logger);
  await app.listen(0, '127.0.0.1');
  return {
    app,
    url: await app.getUrl(),
    logLines,
    close: async () => {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** `Bearer …` of a token that the test app accepts. */
export async function bearer(sub: string, more: Partial<TokenRequest> = {}): Promise<string> {
  return `Bearer ${await mintToken({ sub, ttlS: 600, ...more }, TEST_SECRET)}`;
}

/** Why tokens were refused since the last call, as the log tells it. */
export function tokenRefusals(app: TestApp): string[] {
  const lines = app.logLines.splice(0).map((line) => JSON.parse(line) as { context?: string; msg: string });
  return lines.filter(({ context }) => context === 'Tokens').map(({ msg }) => msg);
}
