import type { AddressInfo } from 'node:net';
import {
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  type LoggerService,
  Module,
  Post,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Response } from 'express';
import { CurrentUser, OptionalAuth, Public } from '../../src/auth/auth.decorators.js';
import { AuthModule } from '../../src/auth/auth.module.js';
import type { AuthenticatedUser } from '../../src/auth/authenticated-user.js';
import { AppError } from '../../src/common/app-error.js';
import { AppConfig } from '../../src/config/app-config.js';
import { ConfigModule } from '../../src/config/config.module.js';
import { loadEnv } from '../../src/config/load-env.js';

type Caller = { user: AuthenticatedUser | null };

/** Says who the guard took the caller for. */
@Controller()
class WhoController {
  @Get('closed')
  closed(@CurrentUser() user: AuthenticatedUser): Caller {
    return { user };
  }

  @Post('closed')
  closedPost(@CurrentUser() user: AuthenticatedUser): Caller {
    return { user };
  }

  @OptionalAuth()
  @Get('optional')
  optional(@CurrentUser() user: AuthenticatedUser | undefined): Caller {
    return { user: user ?? null };
  }

  @Public()
  @Get('public')
  open(): Caller {
    return { user: null };
  }
}

@Catch(AppError)
class CodeFilter implements ExceptionFilter {
  catch(error: AppError, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (error.retryAfterS !== undefined) response.setHeader('Retry-After', error.retryAfterS);
    response.status(error.status).json({ code: error.code });
  }
}

/** The auth module alone behind a controller that answers who called: what is under test is the token, not the faces. */
export class AuthApp {
  readonly log: string[] = [];

  private constructor(
    private readonly app: NestExpressApplication,
    readonly url: string,
  ) {}

  static async start(env: Record<string, string>): Promise<AuthApp> {
    const lines: string[] = [];
    @Module({
      imports: [ConfigModule.forRoot(new AppConfig(loadEnv(env))), AuthModule],
      controllers: [WhoController],
    })
    class AuthAppModule {}
    const app = await NestFactory.create<NestExpressApplication>(AuthAppModule, { logger: linesTo(lines) });
    app.set('trust proxy', app.get(AppConfig).env.TRUST_PROXY_HOPS);
    app.useGlobalFilters(new CodeFilter());
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    return Object.assign(new AuthApp(app, `http://127.0.0.1:${port}`), { log: lines });
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  /** `GET path`; `user` in the answer is who the service took the caller for. */
  async get(path: string, token?: string, headers: Record<string, string> = {}) {
    const authorization: Record<string, string> =
      token === undefined ? {} : { authorization: `Bearer ${token}` };
    return answerOf(await fetch(`${this.url}${path}`, { headers: { ...authorization, ...headers } }));
  }
}

export async function answerOf(response: globalThis.Response) {
  const body = (await response.json()) as { code?: string; user?: AuthenticatedUser | null };
  return { status: response.status, ...body };
}

function linesTo(lines: string[]): LoggerService {
  const write = (message: unknown) => void lines.push(String(message));
  return { log: () => undefined, error: write, warn: write };
}
