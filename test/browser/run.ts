import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, devices } from 'playwright-core';
import { CONDITIONS, rephotograph } from '../../src/cli/demo/rephotograph.js';
import { portraitOf, SAMPLE_FACES } from '../../src/cli/demo/sample-faces.js';
import { ServiceProcess } from '../../src/cli/service-process.js';
import { packageRoot } from '../../src/config/package-root.js';
import { ensureChromium, launchWithCamera } from './chromium.js';
import { ConsolePage } from './console-page.js';
import { filmPerson } from './fake-camera.js';

const SCREENSHOTS = join(packageRoot, 'artifacts', 'browser');

const SIZES = {
  desktop: { viewport: { width: 1280, height: 860 } },
  phone: { ...devices['Pixel 7'] },
};

/** What the person must read at each step. */
const WORDS = {
  fr: {
    ready: 'Parfait, ne bougez plus.',
    enrolled: 'Visage enregistré avec succès.',
    recognised: 'Visage reconnu.',
    unknown: 'Visage non reconnu.',

    deleted: 'Enregistrement supprimé.',
    confidence: 'Confiance',
    next: 'Et maintenant',
  },
  en: {
    ready: 'Perfect, hold still.',
    enrolled: 'Face enrolled.',
    recognised: 'Face recognised.',
    unknown: 'Face not recognised.',

    deleted: 'Enrolment deleted.',
    confidence: 'Confidence',
    next: 'What next',
  },
};

type Language = keyof typeof WORDS;
type Size = keyof typeof SIZES;

/** One person, from the empty console to their deletion. @throws AssertionError with what was not as it must be */
async function scenario(browser: Browser, origin: string, language: Language, size: Size): Promise<void> {
  const words = WORDS[language];
  const name = `ada-${language}-${size}`;
  const context = await browser.newContext({
    ...SIZES[size],
    locale: language === 'fr' ? 'fr-FR' : 'en-GB',
    permissions: ['camera'],
  });
  const console = await ConsolePage.open(context, origin);
  const look = async (step: string) => {
    await console.page.screenshot({
      path: join(SCREENSHOTS, `${size}-${language}-${step}.png`),
      fullPage: true,
    });
    assert.deepEqual(await console.accessibilityFaults(), [], `accessibility: ${step}`);
  };

  assert.equal(await console.language, language, 'the browser’s language');
  await look('1-welcome');
  await console.enterAs(name);

  await console.startCamera(words.ready);
  await look('2-guidance');
  const enrolled = await console.shoot();
  assert.match(enrolled, new RegExp(`${words.enrolled}[^]*${words.next}`), 'enrolment by camera');
  await console.listed(name);
  await look('3-enrolled');

  await console.choose('identify');
  const again = await rephotograph(await portraitOf(SAMPLE_FACES.ada), CONDITIONS[0]);
  const recognised = await console.upload(again);
  assert.match(
    recognised,
    new RegExp(`${words.recognised}[^]*${words.confidence}[^]*${name}`),
    'verification by upload',
  );
  await look('4-recognised');
  await console.choose('verify');
  assert.match(
    await console.upload(await portraitOf(SAMPLE_FACES.dina)),
    new RegExp(words.unknown),
    'a stranger',
  );
  await look('5-stranger');

  const other = language === 'fr' ? 'en' : 'fr';
  await console.switchLanguage(other);
  assert.equal(await console.language, other, 'the switch');
  await console.switchLanguage(language);

  await console.askToDelete();
  await look('6-delete');
  await console.confirmDeletion();
  assert.match(await console.answer(), new RegExp(words.deleted), 'deletion');
  assert.deepEqual(await console.people(), [], 'the list after the deletion');
  await look('7-deleted');
  assert.deepEqual(console.complaints, [], 'the browser’s complaints');
  await context.close();
}

async function main(): Promise<void> {
  ensureChromium();
  rmSync(SCREENSHOTS, { recursive: true, force: true });
  mkdirSync(SCREENSHOTS, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'twoinone-browser-'));
  const film = join(folder, 'ada.mjpeg');
  await filmPerson(await portraitOf(SAMPLE_FACES.ada), film);
  console.log('Starting the service on the embedded database …');
  const service = await ServiceProcess.start({
    ENVIRONMENT: 'development',
    DATA_PATH: join(folder, 'data'),
    LOGS_PATH: join(folder, 'logs'),
    LOG_LEVEL: 'warning',
  });
  const browser = await launchWithCamera(film);
  try {
    for (const size of Object.keys(SIZES) as Size[]) {
      for (const language of Object.keys(WORDS) as Language[]) {
        const started = performance.now();
        await scenario(browser, service.url, language, size);
        console.log(`  ✓ ${size}, ${language} (${((performance.now() - started) / 1_000).toFixed(1)} s)`);
      }
    }
    console.log(`All of it held. Screenshots: ${SCREENSHOTS}`);
  } finally {
    await browser.close();
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
