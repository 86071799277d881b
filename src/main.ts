import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { listen } from './app.listen.js';
import { AppModule } from './app.module.js';
import { setupApp } from './app.setup.js';
import { secretWarning, startLine, welcomeLines } from './app.welcome.js';
import { publishDevelopmentSecret } from './auth/development-secret.js';
import { runCommand } from './cli/program/run-command.js';
import { BoundedExpressAdapter } from './common/http/bounded-express.adapter.js';
import { stopOnSignals } from './common/lifecycle/stop-on-signals.js';
import { NestLogger } from './common/logging/nest-logger.js';
import { createRootLogger } from './common/logging/root-logger.js';
import { AppConfig } from './config/app-config.js';
import { loadEnv } from './config/load-env.js';

async function main(): Promise<void> {
  const config = new AppConfig(loadEnv());
  const pino = await createRootLogger(config.env.LOG_LEVEL, config.logsPath);
  const logger = new NestLogger(pino);
  logger.log(startLine(config), 'Start');
  const warning = secretWarning(config);
  if (warning !== undefined) logger.warn(warning, 'Start');
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.forRoot(config),
    new BoundedExpressAdapter(config.env.KEEP_ALIVE_S),
    { logger, abortOnError: false, bodyParser: false },
  );
  setupApp(app, logger);
  stopOnSignals(app, pino);
  publishDevelopmentSecret(config);
  await listen(app, config);
  process.stdout.write(await welcomeLines(config, config.env.PORT));
}

runCommand(main);
