import { Controller, Get, Post } from '@nestjs/common';
import { CurrentUser, OptionalAuth, Public } from '../../../src/auth/auth.decorators.js';
import type { AuthenticatedUser } from '../../../src/auth/authenticated-user.js';

type Caller = { user: AuthenticatedUser | null };

/** Says who the service takes the caller for, which no route of the product does. */
@Controller('who')
export class WhoController {
  @Get('closed')
  closed(@CurrentUser() user: AuthenticatedUser): Caller {
    return { user };
  }

  @Post('closed')
  closedPost(@CurrentUser() user: AuthenticatedUser): Caller {
    return { user };
  }

  @OptionalAuth()
  @Get('optional')
  optional(@CurrentUser() user: AuthenticatedUser | undefined): Caller {
    return { user: user ?? null };
  }

  @Public()
  @Get('public')
  open(): Caller {
    return { user: null };
  }
}
