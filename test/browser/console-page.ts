import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type { Locale } from '../../src/common/locales.js';
import { packageRoot } from '../../src/config/package-root.js';
import { plain, SHOWN_DATA, SHOWN_TEXTS, Spoken } from './spoken.js';

/** Waits end by what they wait for; this ends a run that waits for what never comes. */
const WAIT_MS = 300_000;
const axeSource = readFileSync(
  createRequire(join(packageRoot, 'package.json')).resolve('axe-core/axe.min.js'),
  'utf8',
);

export type Task = 'enroll' | 'identify' | 'verify' | 'compare';

interface AxeViolation {
  id: string;
  help: string;
  nodes: { target: string[] }[];
}

/** The console as a person uses it, found by ids and roles; collects everything the browser complains about. */
export class ConsolePage {
  readonly complaints: string[] = [];
  private readonly spoken: Partial<Record<Locale, Spoken>> = {};

  private constructor(
    readonly page: Page,
    origins: readonly string[],
  ) {
    page.on('pageerror', (error) => this.complaints.push(`script: ${error.message}`));
    page.on('console', (message) => {
      // Whoever has just come is not enrolled: the browser logs that answer too.
      const isOwnStatus = message.location().url.endsWith('/ml/enrolments/me');
      if (message.type() === 'error' && !isOwnStatus) this.complaints.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol !== 'blob:' && !origins.includes(url.origin))
        this.complaints.push(`foreign request: ${url.href}`);
    });
  }

  /** Browsers log every answer of 400 and more; those that a step provokes are no complaints. */
  complaintsBeside(statuses: readonly number[]): string[] {
    // On a busy machine the guidance is put off now and then.
    const expected = [503, ...statuses];
    return this.complaints.filter(
      (text) => !expected.some((status) => text.includes(`status of ${status} `)),
    );
  }

  /**
   * @param address as the service prints it, with the key of its start
   * @param alsoAsks other origins that the page may ask
   */
  static async open(
    context: BrowserContext,
    address: string,
    alsoAsks: readonly string[] = [],
  ): Promise<ConsolePage> {
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT_MS);
    const console = new ConsolePage(page, [new URL(address).origin, ...alsoAsks]);
    await page.goto(address);
    await page.locator('#paste').waitFor();
    return console;
  }

  get language(): Promise<Locale> {
    return this.page.evaluate('document.documentElement.lang');
  }

  async switchLanguage(language: Locale): Promise<void> {
    await this.page.locator(`[data-language=${language}]`).click();
  }

  async enterAs(name: string, role: 'user' | 'admin' = 'user'): Promise<void> {
    await this.page.locator('#mint-name').fill(name);
    await this.page.locator('#mint-admin').setChecked(role === 'admin');
    await this.page.locator('#mint-form button').click();
    await this.page.locator('#session-active').waitFor();
  }

  async pasteToken(token: string): Promise<void> {
    const details = this.page.locator('#paste');
    if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
    await this.page.locator('#token').fill(token);
    await this.page.locator('#paste-form button').click();
  }

  async choose(task: Task): Promise<void> {
    await this.page.locator(`label:has(input[value=${task}])`).click();
  }

  /** Resolves when the guidance says, with this sentence, that the picture is good. */
  async startCamera(ready: string): Promise<void> {
    await this.page.locator('#camera-toggle').click();
    await this.page.locator('#stage[data-ready=true]').waitFor();
    await this.page.locator('#advice').getByText(ready, { exact: true }).waitFor();
    await this.page.locator('#checks li[data-state=ok]').nth(4).waitFor();
  }

  /** Keeps what the service says of the camera's picture from the page. @returns what lets it pass again */
  async holdGuidance(): Promise<() => Promise<void>> {
    const held: (() => void)[] = [];
    let isOpen = false;
    const looks = '**/ml/analyze-face';
    await this.page.route(looks, async (route) => {
      if (!isOpen) await new Promise<void>((resolve) => held.push(resolve));
      // The page may have stopped its camera, or gone, meanwhile.
      await route.continue().catch(() => undefined);
    });
    return async () => {
      isOpen = true;
      for (const release of held) release();
      await this.page.unroute(looks);
    };
  }

  /** Resolves when the guidance finds fault with this property of the picture, and says what to change. */
  async startCameraAndFail(check: string, sentence: RegExp): Promise<void> {
    await this.page.locator('#camera-toggle').click();
    await this.page.locator(`#check-${check}[data-state=bad]`).waitFor();
    await this.page.locator('#advice').getByText(sentence).waitFor();
  }

  /** @returns what the stage says instead of a picture */
  async startMissingCamera(): Promise<string> {
    await this.page.locator('#camera-toggle').click();
    await this.page.locator('#stage[data-state=fault]').waitFor();
    return this.page.locator('#stage-hint').innerText();
  }

  async shoot(): Promise<string> {
    await this.page.locator('#shoot').click();
    return this.answer();
  }

  /** Resolves when a liveness session has asked for something. */
  async startLiveness(): Promise<void> {
    await this.page.locator('#camera-toggle').click();
    await this.page.locator('.liveness[data-instruction]').waitFor();
  }

  async giveUpLiveness(): Promise<void> {
    await this.page.locator('.liveness-stop').click();
    await this.page.locator('.liveness').waitFor({ state: 'detached' });
  }

  /** All text of the answer after a session. */
  async livenessAnswer(): Promise<string> {
    await this.page.locator('.liveness').waitFor({ state: 'detached' });
    return this.answer();
  }

  /** Resolves when the faces are drawn over the photo that was sent. */
  async drawn(): Promise<void> {
    await this.page.locator('#stage[data-drawn=true]').waitFor();
  }

  async upload(...photos: Buffer[]): Promise<string> {
    await this.offer(...photos);
    return this.answer();
  }

  /** Without waiting for an answer. */
  async offer(...photos: Buffer[]): Promise<void> {
    await this.page
      .locator('#file')
      .setInputFiles(photos.map((buffer) => ({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer })));
  }

  /** All text of the answer, once there is one. */
  async answer(): Promise<string> {
    const card = this.page.locator('#answer:not([data-tone=working])');
    await card.waitFor();
    return card.innerText();
  }

  /** Resolves when this person is in the list, which is read anew after the answer. */
  async listed(name: string): Promise<void> {
    await this.page.locator('#people .name').getByText(name).waitFor();
  }

  people(): Promise<string[]> {
    return this.page.locator('#people .name').allInnerTexts();
  }

  /** The badge beside the heading, as a number. */
  async peopleCount(): Promise<number> {
    return Number((await this.page.locator('#people-count').innerText()).replace(/\D/g, ''));
  }

  /** @returns how many people are listed then */
  async showMorePeople(): Promise<number> {
    const rows = this.page.locator('#people li');
    const known = await rows.count();
    await this.page.locator('#people-more').click();
    await rows.nth(known).waitFor();
    return rows.count();
  }

  get canShowMore(): Promise<boolean> {
    return this.page.locator('#people-more').isVisible();
  }

  async askToDelete(name: string): Promise<void> {
    await this.row(name).locator('.danger-text').click();
    await this.page.locator('#delete-confirm[open]').waitFor();
  }

  async confirmDeletion(name: string): Promise<void> {
    await this.page.locator('#delete-confirm .danger').click();
    await this.row(name).waitFor({ state: 'detached' });
  }

  private row(name: string) {
    return this.page.locator('#people li', { has: this.page.getByText(name, { exact: true }) });
  }

  /** Of the first element that the selector finds, as it is painted once its transitions have ended. */
  style(selector: string, property: string): Promise<string> {
    const [element, name] = [JSON.stringify(selector), JSON.stringify(property)];
    return this.page.evaluate(`(async () => {
      const element = document.querySelector(${element});
      await Promise.allSettled(element.getAnimations().map(({ finished }) => finished));
      return getComputedStyle(element).getPropertyValue(${name});
    })()`);
  }

  /** Texts on the page that are not of this language. */
  async foreignTexts(language: Locale): Promise<string[]> {
    const spoken = (this.spoken[language] ??= new Spoken(language));
    const data = new Set((await this.page.evaluate<string[]>(SHOWN_DATA)).map(plain));
    const texts = await this.page.evaluate<string[]>(SHOWN_TEXTS);
    return texts.filter((text) => !spoken.isSaid(text, data));
  }

  /** axe-core's violations of WCAG 2.2 A and AA and its best practices, as lines. */
  async accessibilityFaults(): Promise<string[]> {
    await this.page.evaluate(axeSource);
    const violations = await this.page.evaluate<AxeViolation[]>(
      'axe.run().then((result) => result.violations)',
    );
    return violations.map(
      ({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(' ')).join(', ')})`,
    );
  }
}
