import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cleanedUp, inTemporaryFolder } from '../../src/cli/program/cleanup.js';
import { runCommand } from '../../src/cli/program/run-command.js';
import { ServiceProcess } from '../../src/cli/demo/service-process.js';
import { FaceEmbeddingService } from '../../src/faces/embedding/face-embedding.service.js';
import { embeddingOptions } from '../support/inference/embedding-options.js';
import { eventually } from '../support/eventually.js';
import { type Pictures, picturesOfAda } from '../support/liveness/liveness-visitor.js';
import { PrivatePostgres, whyNoPostgres } from '../support/servers/private-postgres.js';
import { SignInServer } from '../support/servers/sign-in-server.js';
import { ensureChromium, launchBrowser } from './chromium.js';
import { consent, CONSENT_SETTINGS } from './consent.js';
import { crowd, importCrowd } from './crowd.js';
import { duplicates } from './duplicates.js';
import { filmsIn, filmStill } from './fake-camera.js';
import { stillPhotograph, turningHead } from './liveness.js';
import { replicas } from './replicas.js';
import { nameOf, SCREENSHOTS, type Setting } from './setting.js';
import { signIn } from './sign-in.js';
import { MIXED, SPOKEN, STORIES, type Story } from './stories.js';
import { SECRET } from './tokens.js';

/** Which story did not hold, in which setting. */
const faults: string[] = [];

/** Tells a story in each setting, with what the camera shows; one that fails does not keep the others from being told. */
async function tell(
  title: string,
  story: Story,
  address: string,
  settings: readonly Setting[],
  film?: string,
): Promise<void> {
  const browser = await launchBrowser(film);
  await cleanedUp(
    () => browser.close(),
    async () => {
      for (const setting of settings) {
        const started = performance.now();
        const told = `${title}: ${nameOf(setting)}`;
        const fault = await story(browser, address, setting).catch(faultOf);
        const seconds = ((performance.now() - started) / 1_000).toFixed(1);
        console.log(`  ${fault === undefined ? '✓' : '✗'} ${told} (${seconds} s)`);
        if (fault === undefined) continue;
        console.log(fault);
        faults.push(told);
      }
    },
  );
}

const faultOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? '') : String(error));

/** Where the console is, and the key that gives tokens there: printed once the service is ready. */
async function printedAddress(service: ServiceProcess): Promise<string> {
  const address = () => /^Ready\. Open (\S+) for the console/m.exec(service.text)?.[1] ?? '';
  await eventually(() => assert.notEqual(address(), ''));
  return address();
}

/** A head that does everything that a liveness session asks for. */
async function renderedAda(): Promise<Pictures> {
  const embedding = new FaceEmbeddingService(embeddingOptions());
  return cleanedUp(
    () => embedding.onApplicationShutdown(),
    () => picturesOfAda(embedding),
  );
}

/** What the service is started with: as a developer does, with a secret that the stories can sign with. */
function environmentIn(folder: string): Record<string, string> {
  return {
    ENVIRONMENT: 'development',
    DATA_PATH: join(folder, 'data'),
    LOGS_PATH: join(folder, 'logs'),
    LOG_LEVEL: 'warning',
    JWT_SECRET_KEY: SECRET,
    // Other builds on the same machine make photos slow, not the answers wrong.
    INFERENCE_TIMEOUT_MS: '60000',
  };
}

/** A service that lives as long as what is done with it. */
async function withService(
  env: Record<string, string>,
  use: (service: ServiceProcess) => Promise<void>,
): Promise<void> {
  const service = await ServiceProcess.start(env);
  await cleanedUp(
    () => service.stop(),
    () => use(service),
  );
}

async function tellOrdinary(
  env: Record<string, string>,
  folder: string,
  told: (title: string) => boolean,
): Promise<void> {
  await withService(env, async (service) => {
    const address = await printedAddress(service);
    const films = await filmsIn(folder, service.url);
    for (const { title, story, settings, film } of STORIES) {
      if (told(title))
        await tell(title, story, address, settings, film === undefined ? undefined : films[film]);
    }
  });
}

/** Anywhere but in development a name is not enough, and people of a Supabase project come in by a password. */
async function tellSignIn(env: Record<string, string>): Promise<void> {
  const project = new SignInServer();
  await project.up();
  const supabase = {
    ENVIRONMENT: 'staging',
    SUPABASE_URL: project.url,
    SUPABASE_ANON_KEY: 'public-key-of-the-project',
  };
  await cleanedUp(
    () => project.down(),
    () =>
      withService({ ...env, ...supabase }, ({ url }) =>
        tell('sign-in', (...told) => signIn(...told, project), url, SPOKEN),
      ),
  );
}

/** Where a photo is not enough. */
async function tellLiveness(env: Record<string, string>, folder: string): Promise<void> {
  const pictures = await renderedAda();
  await withService({ ...env, LIVENESS: 'required' }, async (service) => {
    const address = await printedAddress(service);
    const still = join(folder, 'still.mjpeg');
    await filmStill(pictures.straight[1], still);
    await tell('liveness: a still photograph', stillPhotograph, address, SPOKEN.slice(0, 1), still);
    await tell('liveness: a turning head', turningHead(pictures), address, SPOKEN);
  });
}

/** Two of one database, which a load balancer would stand before. */
async function tellReplicas(env: Record<string, string>, folder: string): Promise<void> {
  const missing = whyNoPostgres();
  if (missing !== null) {
    console.log(`  skipped: replicas: ${missing}`);
    return;
  }
  const postgres = await PrivatePostgres.start({ fsync: false });
  const shared = { ...env, DATABASE_URL: postgres.url };
  await cleanedUp(
    () => postgres.stop(),
    () =>
      withService(shared, (one) =>
        withService({ ...shared, LOGS_PATH: join(folder, 'other-logs') }, async (other) =>
          tell('replicas', replicas(await printedAddress(other)), await printedAddress(one), SPOKEN),
        ),
      ),
  );
}

async function tellAll(folder: string): Promise<void> {
  const env = environmentIn(folder);
  const named = process.argv.slice(2);
  const told = (title: string) => named.length === 0 || named.includes(title);
  console.log('Each service runs on a database of its own …');
  if (STORIES.some(({ title }) => told(title))) await tellOrdinary(env, folder, told);
  if (told('sign-in')) await tellSignIn(env);
  if (told('consent')) {
    // A database of its own: the report of duplicates that another story has asked for lasts an hour.
    const apart = { ...CONSENT_SETTINGS, DATA_PATH: join(folder, 'apart') };
    await withService({ ...env, ...apart }, async (service) => {
      const address = await printedAddress(service);
      await tell('consent', consent, address, SPOKEN);
      await tell('consent: duplicates', duplicates, address, SPOKEN.slice(1, 2));
    });
  }
  if (told('liveness')) await tellLiveness(env, folder);
  if (told('replicas')) await tellReplicas(env, folder);
  if (told('crowd')) {
    const apart = { ...env, DATA_PATH: join(folder, 'crowd') };
    await importCrowd(folder, apart);
    await withService(apart, async (service) =>
      tell('crowd', crowd, await printedAddress(service), MIXED.slice(1, 3)),
    );
  }
}

async function main(): Promise<void> {
  ensureChromium();
  rmSync(SCREENSHOTS, { recursive: true, force: true });
  mkdirSync(SCREENSHOTS, { recursive: true });
  await inTemporaryFolder('twoinone-browser-', tellAll);
  if (faults.length > 0) throw new Error(`Not as it must be: ${faults.join(', ')}`);
  console.log(`All of it held. Screenshots: ${SCREENSHOTS}`);
}

runCommand(main);
