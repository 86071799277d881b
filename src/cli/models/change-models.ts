import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppConfig } from '../../config/app-config.js';
import { MODEL_NAME } from '../../config/inference-choices.js';
import { loadEnv } from '../../config/load-env.js';
import { packageRoot } from '../../config/package-root.js';
import { loadRecognitionModel } from '../../faces/embedding/models/load-model.js';
import { cleanedUp } from '../program/cleanup.js';
import { print, tell } from '../program/output.js';
import { UsageError } from '../program/usage-error.js';
import { BUILT_IN, CATALOGUE, type CatalogueEntry, inCatalogue } from './catalogue.js';
import { copyFrom, download } from './fetch-file.js';
import { namesInUse } from './installed-models.js';

/** @param from a file, or a folder of files, in the place of a download */
export async function addModel(name: string, from: string | undefined): Promise<void> {
  const entry = inCatalogue(name);
  if (!entry) {
    const known = CATALOGUE.map((each) => each.name).join(', ');
    throw new UsageError(`The catalogue has no "${name}", only ${known}`);
  }
  const { modelsPath } = new AppConfig(loadEnv());
  await print(wordsAbout(entry, await install(entry, modelsPath, from)));
}

/**
 * Installs a network: whole, by renaming its folder when everything in it is right, or not at all.
 * @returns its folder
 * @throws Error when a file cannot be had or is not the one that the catalogue names; UsageError when the folder exists
 */
export async function install(
  entry: CatalogueEntry,
  modelsPath: string,
  from: string | undefined,
): Promise<string> {
  const { name } = entry;
  const target = join(modelsPath, name);
  if (existsSync(target)) {
    throw new UsageError(
      `${target} exists already: twoinone models check ${name}, or remove it first by twoinone models remove ${name}`,
    );
  }
  mkdirSync(modelsPath, { recursive: true });
  await inHiddenFolder(modelsPath, async (draft) => {
    const folder = join(draft, name);
    mkdirSync(folder);
    for (const file of entry.files) {
      const path = join(folder, file.file);
      tell(`${file.file}: from ${from ?? file.url}`);
      await (from === undefined ? download(file, path) : copyFrom(resolve(from), file, path));
    }
    await addManifest(entry, draft);
    renameSync(folder, target);
  });
  return target;
}

/** @throws UsageError when it is in use, comes with the service or is not there */
export async function removeModel(name: string): Promise<void> {
  if (!MODEL_NAME.test(name)) throw new UsageError(`"${name}" is no name of a network`);
  const { env, modelsPath } = new AppConfig(loadEnv());
  const target = join(modelsPath, name);
  const isShipped = BUILT_IN.includes(name) && target === join(packageRoot, 'models', name);
  if (isShipped) throw new UsageError(`${name} comes with the service and stays`);
  if ((await namesInUse(env.FACE_MODEL, modelsPath)).includes(name)) {
    throw new UsageError(`${name} is in use: set FACE_MODEL to another network first`);
  }
  if (!existsSync(target)) throw new UsageError(`There is no network in ${target}`);
  if (!existsSync(join(target, 'model.json')) && !inCatalogue(name)) {
    throw new UsageError(`${target} is no network: it has no model.json`);
  }
  await inHiddenFolder(modelsPath, (draft) => {
    renameSync(target, join(draft, name));
    return Promise.resolve();
  });
  await print(`${target} is removed. Encodings that it made stay in the database, and are not compared`);
}

/** A folder that no list of networks shows; with what was moved into it, gone when the work has ended, however it ended. */
function inHiddenFolder(modelsPath: string, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(modelsPath, '.models-'));
  return cleanedUp(
    () => rmSync(folder, { recursive: true, force: true }),
    () => work(folder),
  );
}

async function addManifest({ name, manifest }: CatalogueEntry, modelsPath: string): Promise<void> {
  if (manifest === undefined) return;
  writeFileSync(join(modelsPath, name, 'model.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await loadRecognitionModel(name, modelsPath);
}

function wordsAbout({ name, licence, source, manifest }: CatalogueEntry, target: string): string {
  const installed = `${target} is installed. Licence: ${licence} (${source})`;
  if (manifest === undefined) return `${installed}\nThe service uses it from its next start on.`;
  return (
    `${installed}\nNobody has measured yet what its distances mean. Before FACE_MODEL=${name}: ` +
    `twoinone calibrate FOLDER --model ${name} --out FILE, and CALIBRATION_FILE=FILE`
  );
}
