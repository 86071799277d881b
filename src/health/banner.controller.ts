import { Controller, Get } from '@nestjs/common';
import { Public } from '../auth/auth.decorators.js';
import { SERVICE_NAME, SERVICE_VERSION } from '../common/version.js';
import { Banner, DocumentBanner } from './health.docs.js';

@Public()
@Controller()
export class BannerController {
  @Get()
  @DocumentBanner()
  banner(): Banner {
    return { status: 'healthy', service: SERVICE_NAME, version: SERVICE_VERSION };
  }
}
