import { Controller, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import type { Request } from 'express';
import { Public } from '../auth/auth.decorators.js';
import { type Role, ROLES } from '../auth/authenticated-user.js';
import { mintToken } from '../auth/mint-token.js';
import { AppError } from '../common/app-error.js';
import { IsUserId } from '../common/http/is-user-id.decorator.js';
import { AppConfig } from '../config/app-config.js';
import { ownIdFault } from '../common/user-id.js';
import { sameText } from '../common/same-text.js';
import { isLocalCaller } from './local-caller.js';

const TTL_S = 3_600;
/** A header, which no form and no link of another site can send, and which is in no log. */
const KEY_HEADER = 'x-development-key';

class DevTokenQuery {
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsUserId(ownIdFault)
  sub!: string;

  @IsOptional()
  @IsIn(ROLES)
  role: Role = 'user';
}

/**
 * Tokens for whoever started the service on this machine, shown by the key that it printed: a proxy that adds no header would
 * make everybody look local. Exists in development with the console on, nowhere else.
 */
@ApiExcludeController()
@Public()
@Controller('dev')
export class DevTokenController {
  constructor(private readonly config: AppConfig) {}

  @Post('token')
  @HttpCode(200)
  async mint(@Req() request: Request, @Query() { sub, role }: DevTokenQuery): Promise<{ token: string }> {
    if (!isLocalCaller(request)) throw new AppError('NOT_FOUND', { reason: 'dev token asked for from afar' });
    if (!sameText(request.get(KEY_HEADER) ?? '', this.config.developmentKey)) {
      throw new AppError('FORBIDDEN', { reason: 'dev token asked for without the key of this start' });
    }
    const ttlS = Math.min(TTL_S, this.config.env.TOKEN_MAX_AGE);
    return { token: await mintToken({ sub, role, ttlS }, this.config.jwtSecretKey) };
  }
}
