import { Global, Module } from '@nestjs/common';
import { Drain } from './lifecycle/drain.js';

@Global()
@Module({ providers: [Drain], exports: [Drain] })
export class CommonModule {}
