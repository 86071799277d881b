import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../auth/auth.decorators.js';
import { RequestLocale } from '../../common/http/locale.js';
import type { Locale } from '../../common/locales.js';
import { ConsentService } from '../enrolment/consent/consent.service.js';
import type { ConsentTermsResponse } from './dto/enrolments.responses.js';
import { DocumentConsent } from './enrolments.docs.js';
import * as present from './enrolments.presenter.js';
import { KnownQueryGuard } from './known-query.guard.js';

/** Tells what people agree to, before they sign in. */
@ApiTags('faces')
@Public()
@UseGuards(KnownQueryGuard)
@Controller('ml/consent')
export class ConsentController {
  constructor(private readonly consent: ConsentService) {}

  @Get()
  @DocumentConsent()
  terms(@RequestLocale() locale: Locale): ConsentTermsResponse {
    return present.consentTerms(this.consent.terms(locale));
  }
}
