import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Gives `pgData` an initialised database. initdb takes 4–9 s under WebAssembly, copying its result 0.2 s, so the result is
 * kept under `templates` where that can be written. Each step builds beside its target and renames: an interrupted start leaves nothing half made.
 * @param version names the template; a database of another PGlite must not be copied
 * @param initialise makes an empty database in the folder it is given
 */
export async function prepareDataDirectory(
  pgData: string,
  templates: string,
  version: string,
  initialise: (folder: string) => Promise<void>,
): Promise<void> {
  if (existsSync(pgData)) return;
  const template = join(templates, `postgres-${version}`);
  await build(pgData, async (folder) => {
    try {
      if (!existsSync(template)) await build(template, initialise);
      cpSync(template, folder, { recursive: true });
    } catch {
      // The cache is somebody else's, as in the image: the start takes longer without it.
      rmSync(folder, { recursive: true, force: true });
      await initialise(folder);
    }
  });
}

async function build(target: string, make: (folder: string) => Promise<void>): Promise<void> {
  const draft = `${target}.${process.pid}.new`;
  mkdirSync(dirname(target), { recursive: true });
  rmSync(draft, { recursive: true, force: true });
  await make(draft);
  try {
    renameSync(draft, target);
  } catch (error) {
    // Another process finished the same template first.
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}
