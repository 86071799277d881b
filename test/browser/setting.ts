import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Browser, type BrowserContext, devices } from 'playwright-core';
import type { Locale } from '../../src/common/locales.js';
import { packageRoot } from '../../src/config/package-root.js';
import { ConsolePage } from './console-page.js';

export const SCREENSHOTS = join(packageRoot, 'artifacts', 'browser');

const SIZES = {
  desktop: { viewport: { width: 1280, height: 860 } },
  phone: { ...devices['Pixel 7'] },
};

/** What the browser of a person of that language asks for. */
const REGIONS: Readonly<Record<Locale, string>> = { fr: 'fr-FR', en: 'en-GB', es: 'es-MX' };

export interface Setting {
  size: keyof typeof SIZES;
  language: Locale;
  scheme: 'light' | 'dark';
}

export const nameOf = ({ size, language, scheme }: Setting): string => `${size}-${language}-${scheme}`;

/** One person's browser: opened for a story, and closed after it. */
export class Visit {
  private constructor(
    readonly console: ConsolePage,
    private readonly context: BrowserContext,
    private readonly setting: Setting,
  ) {}

  static async open(browser: Browser, address: string, setting: Setting, camera = true): Promise<Visit> {
    const context = await browser.newContext({
      ...SIZES[setting.size],
      locale: REGIONS[setting.language],
      colorScheme: setting.scheme,
      permissions: camera ? ['camera'] : [],
    });
    return new Visit(await ConsolePage.open(context, address), context, setting);
  }

  /** Photographs the page, and fails for what axe-core finds on it. */
  async look(step: string): Promise<void> {
    await this.console.page.mouse.move(0, 0);
    await this.console.page.screenshot({
      path: join(SCREENSHOTS, `${nameOf(this.setting)}-${step}.png`),
      fullPage: true,
      animations: 'disabled',
    });
    assert.deepEqual(await this.console.accessibilityFaults(), [], `accessibility: ${step}`);
  }

  /** @param provoked statuses that the story provoked */
  async end(provoked: readonly number[] = []): Promise<void> {
    assert.deepEqual(this.console.complaintsBeside(provoked), [], 'the browser’s complaints');
    await this.context.close();
  }
}
