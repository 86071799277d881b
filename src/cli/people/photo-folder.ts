import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ownIdFault } from '../../common/user-id.js';

export interface PersonFolder {
  userId: string;
  /** Paths relative to the import's folder, in order of their names. */
  photos: string[];
}

/**
 * One folder for each person. Hidden files are left out; whether the others are photographs, the pipeline says.
 * @throws Error when there is nobody in it, or a folder's name cannot be a user id
 */
export function readPhotoFolder(folder: string): PersonFolder[] {
  const people = entriesOf(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      userId: userIdOf(name),
      photos: entriesOf(join(folder, name))
        .filter((entry) => entry.isFile())
        .map((file) => join(name, file.name)),
    }));
  if (people.length === 0) throw new Error(`${folder} has no sub-folders: one for each person is expected`);
  return people;
}

function entriesOf(folder: string) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function userIdOf(name: string): string {
  const fault = ownIdFault(name);
  if (fault !== undefined)
    throw new Error(`A folder's name is the user's id: ${JSON.stringify(name)} ${fault}`);
  return name;
}
