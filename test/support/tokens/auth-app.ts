import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { setupApp } from '../../../src/app.setup.js';
import { AuthModule } from '../../../src/auth/auth.module.js';
import { RevokedTokens } from '../../../src/auth/revocation/revoked-tokens.js';
import type { AuthenticatedUser } from '../../../src/auth/authenticated-user.js';
import { CommonModule } from '../../../src/common/common.module.js';
import { BoundedExpressAdapter } from '../../../src/common/http/bounded-express.adapter.js';
import { AppConfig } from '../../../src/config/app-config.js';
import { ConfigModule } from '../../../src/config/config.module.js';
import { loadEnv } from '../../../src/config/load-env.js';
import { captureLog } from '../captured-log.js';
import { WhoController } from './who.controller.js';

/** What the `who` routes answer. */
export interface WhoAnswer {
  status: number;
  code?: string;
  user?: AuthenticatedUser | null;
}

/** The revocations of a service without a database. */
@Global()
@Module({
  providers: [
    { provide: RevokedTokens, useFactory: () => new RevokedTokens({ all: () => Promise.resolve([]) }) },
  ],
  exports: [RevokedTokens],
})
class NothingRevoked {}

/** The service without faces and database, for tests that start it many times: same guards, filters and set-up. */
export class AuthApp {
  private constructor(
    private readonly app: NestExpressApplication,
    readonly url: string,
    readonly logLines: string[],
  ) {}

  static async start(env: Record<string, string>): Promise<AuthApp> {
    const config = new AppConfig(loadEnv(env));
    @Module({
      imports: [ConfigModule.forRoot(config), CommonModule, NothingRevoked, AuthModule],
      controllers: [WhoController],
    })
    class AuthAppModule {}
    const { logger, logLines } = captureLog();
    const adapter = new BoundedExpressAdapter(config.env.KEEP_ALIVE_S);
    const app = await NestFactory.create<NestExpressApplication>(AuthAppModule, adapter, {
      logger,
      bodyParser: false,
    });
    setupApp(app, logger);
    await app.listen(0, '127.0.0.1');
    return new AuthApp(app, await app.getUrl(), logLines);
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  get(path: string, token?: string, headers: Record<string, string> = {}): Promise<WhoAnswer> {
    return askWho(this.url, path, token, headers);
  }
}

/** `GET path` with this bearer token. */
export async function askWho(
  url: string,
  path: string,
  token?: string,
  headers: Record<string, string> = {},
): Promise<WhoAnswer> {
  const authorization: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` };
  return whoAnswer(await fetch(`${url}${path}`, { headers: { ...authorization, ...headers } }));
}

export async function whoAnswer(response: Response): Promise<WhoAnswer> {
  const { code, user } = (await response.json()) as Partial<WhoAnswer>;
  return {
    status: response.status,
    ...(code === undefined ? {} : { code }),
    ...(user === undefined ? {} : { user }),
  };
}
