import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { packageRoot } from '../../src/config/package-root.js';

const WAIT_MS = 30_000;
const axeSource = readFileSync(
  createRequire(join(packageRoot, 'package.json')).resolve('axe-core/axe.min.js'),
  'utf8',
);

export type Task = 'enroll' | 'identify' | 'verify';

interface AxeViolation {
  id: string;
  help: string;
  nodes: { target: string[] }[];
}

/** The console as a person uses it, found by ids and roles; collects everything the browser complains about. */
export class ConsolePage {
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly origin: string,
  ) {
    page.on('pageerror', (error) => this.complaints.push(`script: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol !== 'blob:' && url.origin !== origin)
        this.complaints.push(`foreign request: ${url.href}`);
    });
  }

  static async open(context: BrowserContext, origin: string): Promise<ConsolePage> {
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT_MS);
    const console = new ConsolePage(page, origin);
    await page.goto(console.origin);
    return console;
  }

  get language(): Promise<string | null> {
    return this.page.locator('html').getAttribute('lang');
  }

  async switchLanguage(language: 'fr' | 'en'): Promise<void> {
    await this.page.locator(`[data-language=${language}]`).click();
  }

  async enterAs(name: string): Promise<void> {
    await this.page.locator('#mint-name').fill(name);
    await this.page.locator('#mint-form button').click();
    await this.page.locator('#session-active').waitFor();
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

  async shoot(): Promise<string> {
    await this.page.locator('#shoot').click();
    return this.answer();
  }

  async upload(photo: Buffer): Promise<string> {
    await this.page
      .locator('#file')
      .setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: photo });
    return this.answer();
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

  async askToDelete(): Promise<void> {
    await this.page.locator('#people button').first().click();
    await this.page.locator('#confirm[open]').waitFor();
  }

  async confirmDeletion(): Promise<void> {
    await this.page.locator('#confirm .danger').click();
    await this.page.locator('#people li').waitFor({ state: 'detached' });
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
