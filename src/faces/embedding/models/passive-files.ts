import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '../../../common/reason-of.js';

/** The networks that tell a person from a picture of one: a folder of this name in MODELS_PATH. */
export const PASSIVE_FOLDER = 'minifasnet';

/** As their authors published them (Silent-Face-Anti-Spoofing, Apache 2.0). */
export const PASSIVE_FILES = [
  {
    file: '2.7_80x80_MiniFASNetV2.pth',
    sha256: 'a5eb02e1843f19b5386b953cc4c9f011c3f985d0ee2bb9819eea9a142099bec0',
    sizeBytes: 1_849_453,
    scale: 2.7,
  },
  {
    file: '4_0_0_80x80_MiniFASNetV1SE.pth',
    sha256: '84ee1d37d96894d5e82de5a57df044ef80a58be2b218b5ed7cdfd875ec2f5990',
    sizeBytes: 1_856_130,
    scale: 4,
  },
] as const;

/** One of the networks, checked. */
export interface PassiveFile {
  path: string;
  sha256: string;
  /** Of the picture that it sees: how much larger than the face. */
  scale: number;
  bytes: Uint8Array;
}

/**
 * @returns null where they are not installed
 * @throws Error when the folder is there and a file of it is missing or another one: a service that was to look for pictures of
 *   people must not start without
 */
export async function readPassiveFiles(modelsPath: string): Promise<PassiveFile[] | null> {
  const folder = join(modelsPath, PASSIVE_FOLDER);
  if (!existsSync(folder)) return null;
  return Promise.all(
    PASSIVE_FILES.map(async ({ file, sha256, scale }) => {
      const path = join(folder, file);
      const bytes = await readFile(path).catch((error: unknown) => {
        throw new Error(`Passive liveness: cannot read ${path}: ${reasonOf(error)}`, { cause: error });
      });
      const found = createHash('sha256').update(bytes).digest('hex');
      if (found !== sha256)
        throw new Error(`Passive liveness: ${path} has sha256 ${found}, but ${sha256} was published`);
      return { path, sha256, scale, bytes };
    }),
  );
}
