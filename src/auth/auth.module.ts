import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { ThrottlerModule } from '@nestjs/throttler';
import { AppConfig } from '../config/app-config.js';
import { AUTH_OPTIONS, type AuthOptions, CLOCK_TOLERANCE_S } from './auth-options.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { AddressRateLimitGuard, CallerRateLimitGuard } from './rate-limit/rate-limit.guards.js';
import { rateLimitOptions } from './rate-limit/rate-limit.options.js';
import { TokenVerifier } from './token-verifier.js';

/** Closes every route of the service unless it says `@Public()` or `@OptionalAuth()`. */
@Module({
  imports: [
    PassportModule,
    ThrottlerModule.forRootAsync({ inject: [AppConfig], useFactory: rateLimitOptions }),
  ],
  providers: [
    { provide: AUTH_OPTIONS, inject: [AppConfig], useFactory: authOptions },
    TokenVerifier,
    JwtStrategy,
    // In this order: what floods is stopped before its tokens cost a signature, users are limited once they are known.
    { provide: APP_GUARD, useClass: AddressRateLimitGuard },
    { provide: APP_GUARD, useClass: JwtAuthGuard },
    { provide: APP_GUARD, useClass: CallerRateLimitGuard },
  ],
})
export class AuthModule {}

function authOptions({ env, jwtSecretKey }: AppConfig): AuthOptions {
  return {
    jwtSecret: jwtSecretKey,
    clockToleranceS: CLOCK_TOLERANCE_S,
    ...(env.SUPABASE_URL === undefined ? {} : { supabaseUrl: env.SUPABASE_URL }),
    ...(env.SUPABASE_ANON_KEY === undefined ? {} : { supabaseAnonKey: env.SUPABASE_ANON_KEY }),
  };
}
