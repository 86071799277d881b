import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Frames of one presentation, in the order of their times. */
export interface Recording {
  /** Its path below the folder. */
  name: string;
  /** What was shown to the camera, the folder's name below `attack`; null for a person. */
  species: string | null;
  frames: { path: string; atMs: number }[];
}

/** Milliseconds since the recording began. */
const FRAME_NAME = /^(\d{1,9})\.(jpe?g|png|webp)$/i;

/**
 * `live/…/123.jpg` and `attack/<species>/…/123.jpg`: each folder that holds frames is one recording, its files named by
 * milliseconds.
 * @throws Error when there is neither, or a file that is no frame
 */
export function readRecordings(folder: string): Recording[] {
  const live = recordingsBelow(folder, join(folder, 'live'), null);
  const attacks = subfolders(join(folder, 'attack')).flatMap((species) =>
    recordingsBelow(folder, join(folder, 'attack', species), species),
  );
  if (live.length + attacks.length === 0)
    throw new Error(`${folder} holds no frames: live/…/123.jpg and attack/<species>/…/123.jpg`);
  return [...live, ...attacks];
}

function recordingsBelow(root: string, folder: string, species: string | null): Recording[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => !entry.isDirectory() && !entry.name.startsWith('.'),
  );
  const frames = files
    .map(({ name }) => ({ path: join(folder, name), atMs: timeOf(join(folder, name), name) }))
    .sort((a, b) => a.atMs - b.atMs);
  const own = frames.length === 0 ? [] : [{ name: relative(root, folder), species, frames }];
  return [
    ...own,
    ...subfolders(folder).flatMap((name) => recordingsBelow(root, join(folder, name), species)),
  ];
}

function timeOf(path: string, name: string): number {
  const [, digits] = FRAME_NAME.exec(name) ?? [];
  if (digits === undefined)
    throw new Error(`${path} is no frame: its name must be milliseconds, e.g. 01250.jpg`);
  return Number(digits);
}

function subfolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
