import { Controller, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import type { Request } from 'express';
import { Public } from '../auth/auth.decorators.js';
import type { Role } from '../auth/authenticated-user.js';
import { mintToken } from '../auth/mint-token.js';
import { AppError } from '../common/app-error.js';
import { IsUserId } from '../common/http/is-user-id.decorator.js';
import { AppConfig } from '../config/app-config.js';
import { isLocalCaller } from './local-caller.js';

const TTL_S = 3_600;

class DevTokenQuery {
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsUserId()
  sub!: string;

  @IsOptional()
  @IsIn(['user', 'admin'])
  role: Role = 'user';
}

/** Tokens for whoever sits at a developer's machine. Exists in development with the console on, nowhere else. */
@ApiExcludeController()
@Public()
@Controller('dev')
export class DevTokenController {
  constructor(private readonly config: AppConfig) {}

  @Post('token')
  @HttpCode(200)
  async mint(@Req() request: Request, @Query() { sub, role }: DevTokenQuery): Promise<{ token: string }> {
    if (!isLocalCaller(request)) throw new AppError('NOT_FOUND', { reason: 'dev token asked for from afar' });
    return { token: await mintToken({ sub, role, ttlS: TTL_S }, this.config.jwtSecretKey) };
  }
}
