import { Global, Module } from '@nestjs/common';
import { BodyDeadlines } from './http/body-deadlines.js';
import { Drain } from './lifecycle/drain.js';

@Global()
@Module({ providers: [BodyDeadlines, Drain], exports: [BodyDeadlines, Drain] })
export class CommonModule {}
