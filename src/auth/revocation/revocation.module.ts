import { Global, Module } from '@nestjs/common';
import { RevocationsRepository } from './revocations.repository.js';
import { RevokedTokens } from './revoked-tokens.js';

/** Apart from `AuthModule`, which needs no database for anything else. */
@Global()
@Module({
  providers: [
    RevocationsRepository,
    {
      provide: RevokedTokens,
      inject: [RevocationsRepository],
      useFactory: (revocations: RevocationsRepository) => new RevokedTokens(revocations),
    },
  ],
  exports: [RevokedTokens],
})
export class RevocationModule {}
