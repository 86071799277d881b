import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { runCommand } from '../../src/cli/run-command.js';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';
import { ServiceProcess } from '../../src/cli/service-process.js';
import { eventually } from '../support/eventually.js';
import { ensureChromium, launchBrowser } from './chromium.js';
import { crowd, importCrowd } from './crowd.js';
import { filmPerson } from './fake-camera.js';
import { firstVisit } from './first-visit.js';
import { mishaps, tooFarAway } from './mishaps.js';
import { nameOf, SCREENSHOTS, type Setting } from './setting.js';

type Story = (browser: Browser, address: string, setting: Setting) => Promise<void>;

const EVERY_SETTING: readonly Setting[] = [
  { size: 'desktop', language: 'fr', scheme: 'light' },
  { size: 'desktop', language: 'en', scheme: 'dark' },
  { size: 'phone', language: 'fr', scheme: 'dark' },
  { size: 'phone', language: 'en', scheme: 'light' },
  { size: 'desktop', language: 'en', scheme: 'light' },
  { size: 'phone', language: 'fr', scheme: 'light' },
  { size: 'desktop', language: 'es', scheme: 'dark' },
  { size: 'phone', language: 'es', scheme: 'light' },
];
/** Each size, language and scheme at least once; all triples of them would show nothing new. */
const MIXED = [...EVERY_SETTING.slice(0, 3), ...EVERY_SETTING.slice(-1)];

/** Tells a story in each setting, with what the camera shows. @throws what the story throws */
async function tell(
  title: string,
  story: Story,
  address: string,
  settings: readonly Setting[],
  film?: string,
): Promise<void> {
  const browser = await launchBrowser(film);
  try {
    for (const setting of settings) {
      const started = performance.now();
      await story(browser, address, setting);
      const seconds = ((performance.now() - started) / 1_000).toFixed(1);
      console.log(`  ✓ ${title}: ${nameOf(setting)} (${seconds} s)`);
    }
  } finally {
    await browser.close();
  }
}

/** Where the console is, and the key that gives tokens there: printed once the service is ready. */
async function printedAddress(service: ServiceProcess): Promise<string> {
  const address = () => /^Ready\. Open (\S+) for the console/m.exec(service.text)?.[1] ?? '';
  await eventually(() => Promise.resolve(assert.notEqual(address(), '')), 30_000);
  return address();
}

async function main(): Promise<void> {
  ensureChromium();
  rmSync(SCREENSHOTS, { recursive: true, force: true });
  mkdirSync(SCREENSHOTS, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'twoinone-browser-'));
  const near = join(folder, 'near.mjpeg');
  const far = join(folder, 'far.mjpeg');
  await filmPerson(await portraitOf(SAMPLE_FACES.ada), near);
  await filmPerson(await portraitOf(SAMPLE_FACES.ada), far, 0.26);
  const env = {
    ENVIRONMENT: 'development',
    DATA_PATH: join(folder, 'data'),
    LOGS_PATH: join(folder, 'logs'),
    LOG_LEVEL: 'warning',
  };
  console.log('Starting the service on the embedded database …');
  let service = await ServiceProcess.start(env);
  try {
    let address = await printedAddress(service);
    await tell('a first visit', firstVisit, address, EVERY_SETTING, near);
    await tell('too far away', tooFarAway, address, MIXED, far);
    await tell('mishaps', mishaps, address, MIXED);
    await service.stop();
    await importCrowd(folder, env);
    service = await ServiceProcess.start(env);
    address = await printedAddress(service);
    await tell('a crowd', crowd, address, MIXED.slice(1, 3));
    console.log(`All of it held. Screenshots: ${SCREENSHOTS}`);
  } finally {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

runCommand(main);
