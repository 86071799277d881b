import { type DynamicModule, Module } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { DevTokenController } from './dev-token.controller.js';

/** What the web console needs of its own; its pages are static files (`serve-console.ts`). */
@Module({})
export class ConsoleModule {
  static forRoot({ env, consoleEnabled }: AppConfig): DynamicModule {
    const mintsTokens = env.ENVIRONMENT === 'development' && consoleEnabled;
    return { module: ConsoleModule, controllers: mintsTokens ? [DevTokenController] : [] };
  }
}
