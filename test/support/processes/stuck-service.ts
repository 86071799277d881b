import 'reflect-metadata';
import { Module, type OnModuleDestroy } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { CommonModule } from '../../../src/common/common.module.js';
import { stopOnSignals } from '../../../src/common/lifecycle/stop-on-signals.js';

const STOP_MAX_MS = 2_500;

/** Waits at the shutdown for something that never comes, as for a frozen server. */
@Module({ imports: [CommonModule] })
class StuckModule implements OnModuleDestroy {
  onModuleDestroy(): Promise<void> {
    return new Promise(() => setInterval(() => undefined, 1_000));
  }
}

const app = await NestFactory.create(StuckModule, { logger: false });
await app.listen(0, '127.0.0.1');
stopOnSignals(app, pino(), STOP_MAX_MS);
process.send?.('ready');
