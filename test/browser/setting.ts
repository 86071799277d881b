import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Browser, type BrowserContext, devices } from 'playwright-core';
import type { Locale } from '../../src/common/locales.js';
import { packageRoot } from '../../src/config/package-root.js';
import { eventually } from '../support/eventually.js';
import { ConsolePage } from './console-page.js';

export const SCREENSHOTS = join(packageRoot, 'artifacts', 'browser');

const touch = (width: number, height: number) => ({
  viewport: { width, height },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
});

const SIZES = {
  desktop: { viewport: { width: 1280, height: 860 } },
  phone: { ...devices['Pixel 7'] },
  'phone-320': touch(320, 568),
  'phone-360': touch(360, 740),
  'phone-390': touch(390, 844),
  landscape: touch(844, 390),
  /** A screen of 1280 by 860 enlarged to 200 %: half the pixels of CSS, each twice as large. */
  zoomed: { viewport: { width: 640, height: 430 }, deviceScaleFactor: 2 },
};

/** What the browser of a person of that language asks for. */
const REGIONS: Readonly<Record<Locale, string>> = { fr: 'fr-FR', en: 'en-GB', es: 'es-MX' };

export interface Setting {
  size: keyof typeof SIZES;
  language: Locale;
  scheme: 'light' | 'dark';
  /** The system's own few colours instead of the page's. */
  forcedColours?: boolean;
}

export const nameOf = ({ size, language, scheme, forcedColours = false }: Setting): string =>
  `${size}-${language}-${scheme}${forcedColours ? '-forced' : ''}`;

interface VisitOptions {
  /** Whether the shutter is pressed for the person. */
  autoShutter?: boolean;
  /** Whether an enrolment takes three photos. */
  guided?: boolean;
  /** The origin of the project that people sign in with. */
  alsoAsks?: string;
  /** Before the page opens. */
  prepare?: (context: BrowserContext) => Promise<void>;
}

const switchedOff = (name: string): string => `localStorage.setItem('twoinone.${name}', 'off')`;

/** One person's browser: opened for a story, and closed after it. */
export class Visit {
  private constructor(
    readonly console: ConsolePage,
    private readonly context: BrowserContext,
    private readonly setting: Setting,
  ) {}

  static async open(
    browser: Browser,
    address: string,
    setting: Setting,
    { autoShutter = false, guided = false, alsoAsks, prepare }: VisitOptions = {},
  ): Promise<Visit> {
    const context = await browser.newContext({
      ...SIZES[setting.size],
      locale: REGIONS[setting.language],
      colorScheme: setting.scheme,
      forcedColors: setting.forcedColours === true ? 'active' : 'none',
      permissions: ['camera', 'clipboard-read', 'clipboard-write'],
    });
    if (!autoShutter) await context.addInitScript(switchedOff('auto-shutter'));
    if (!guided) await context.addInitScript(switchedOff('guided'));
    await prepare?.(context);
    return new Visit(
      await ConsolePage.open(context, address, alsoAsks === undefined ? [] : [alsoAsks]),
      context,
      setting,
    );
  }

  /** Fails for what the page says in another language than its own; what is being read anew may take a moment. */
  async speaksItsLanguage(step: string): Promise<void> {
    const language = await this.console.language;
    await eventually(async () => {
      assert.deepEqual(await this.console.foreignTexts(language), [], `not ${language}: ${step}`);
    });
  }

  /** Photographs the page, and fails for what axe-core finds on it, and for another language on it. */
  async look(step: string): Promise<void> {
    await this.console.page.mouse.move(0, 0);
    await this.console.page.screenshot({
      path: join(SCREENSHOTS, `${nameOf(this.setting)}-${step}.png`),
      fullPage: true,
      animations: 'disabled',
    });
    assert.deepEqual(await this.console.accessibilityFaults(), [], `accessibility: ${step}`);
    await this.speaksItsLanguage(step);
  }

  /** @param provoked statuses that the story provoked */
  async end(provoked: readonly number[] = []): Promise<void> {
    assert.deepEqual(this.console.complaintsBeside(provoked), [], 'the browser’s complaints');
    await this.context.close();
  }
}
