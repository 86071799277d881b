import { Controller, Get } from '@nestjs/common';
import { Public } from '../auth/auth.decorators.js';
import { SERVICE_NAME, SERVICE_VERSION } from '../common/version.js';

@Public()
@Controller()
export class BannerController {
  @Get()
  banner(): { status: 'healthy'; service: string; version: string } {
    return { status: 'healthy', service: SERVICE_NAME, version: SERVICE_VERSION };
  }
}
