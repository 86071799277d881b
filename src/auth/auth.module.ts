import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AppConfig } from '../config/app-config.js';
import { AUTH_OPTIONS, type AuthOptions, CLOCK_TOLERANCE_S } from './auth-options.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { TokenVerifier } from './token-verifier.js';

/** Closes every route of the service unless it says `@Public()` or `@OptionalAuth()`. */
@Module({
  imports: [PassportModule],
  providers: [
    { provide: AUTH_OPTIONS, inject: [AppConfig], useFactory: authOptions },
    TokenVerifier,
    JwtStrategy,
    { provide: APP_GUARD, useClass: JwtAuthGuard },
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
