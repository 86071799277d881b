import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { DEFAULT_LOCALE, isLocale, type Locale, LOCALES } from '../locales.js';

/** The person's language by `Accept-Language`; the default when nothing else fits. */
export function localeOf(request: Request): Locale {
  const accepted = request.acceptsLanguages(...LOCALES);
  return isLocale(accepted) ? accepted : DEFAULT_LOCALE;
}

/** The language that the request names; undefined when it names none of ours. Many programs send `*`, which names none. */
export function namedLocaleOf(request: Request): Locale | undefined {
  const locale = localeOf(request);
  const ranges = (request.get('accept-language') ?? '').toLowerCase().split(',');
  return ranges.some((range) => range.trim().split(/[-;]/, 1)[0] === locale) ? locale : undefined;
}

export const RequestLocale = createParamDecorator((_data: unknown, context: ExecutionContext): Locale =>
  localeOf(context.switchToHttp().getRequest<Request>()),
);
