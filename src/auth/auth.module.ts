import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { ThrottlerModule } from '@nestjs/throttler';
import { AppConfig } from '../config/app-config.js';
import type { Env } from '../config/env.schema.js';
import { AUTH_OPTIONS, type AuthOptions, CLOCK_TOLERANCE_S, type SupabaseProject } from './auth-options.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { AddressRateLimitGuard, CallerRateLimitGuard } from './rate-limit/rate-limit.guards.js';
import { RefusedRequests } from './rate-limit/refused-requests.js';
import { rateLimitOptions } from './rate-limit/rate-limit.options.js';
import { TokenKeys } from './token-keys.js';

/** Closes every route of the service unless it says `@Public()` or `@OptionalAuth()`. */
@Module({
  imports: [
    PassportModule,
    ThrottlerModule.forRootAsync({ inject: [AppConfig], useFactory: rateLimitOptions }),
  ],
  providers: [
    { provide: AUTH_OPTIONS, inject: [AppConfig], useFactory: authOptions },
    TokenKeys,
    JwtStrategy,
    RefusedRequests,
    // In this order: what floods is stopped before its tokens cost a signature, users are limited once they are known.
    { provide: APP_GUARD, useClass: AddressRateLimitGuard },
    { provide: APP_GUARD, useClass: JwtAuthGuard },
    { provide: APP_GUARD, useClass: CallerRateLimitGuard },
  ],
  exports: [RefusedRequests],
})
export class AuthModule {}

function authOptions({ env, jwtSecretKey }: AppConfig): AuthOptions {
  const supabase = supabaseProject(env);
  return {
    jwtSecret: jwtSecretKey,
    maxAgeS: env.TOKEN_MAX_AGE,
    scopedMaxAgeS: env.SCOPED_TOKEN_MAX_AGE,
    clockToleranceS: CLOCK_TOLERANCE_S,
    ...(supabase === undefined ? {} : { supabase }),
  };
}

function supabaseProject(env: Env): SupabaseProject | undefined {
  const { SUPABASE_URL: url, SUPABASE_ANON_KEY: anonKey } = env;
  if (url === undefined) return undefined;
  return {
    // Inside a network the project is asked under another name than the one that it puts into its tokens.
    issuer: env.SUPABASE_ISSUER ?? `${url}/auth/v1`,
    keySetUrl: `${url}/auth/v1/.well-known/jwks.json`,
    allowsAnonymous: env.SUPABASE_ANONYMOUS_USERS,
    ...(anonKey === undefined ? {} : { anonKey }),
  };
}
