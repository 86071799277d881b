import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { reasonOf } from '../../common/reason-of.js';

export interface PersonFolder {
  name: string;
  /** Absolute paths, in the order of their names. */
  photos: string[];
}

const PHOTO = /\.(jpe?g|png|webp)$/i;
const exclusionSchema = z.array(z.object({ photo: z.string().min(1), reason: z.string().min(1) }));
const groupsSchema = z.array(z.object({ person: z.string().min(1), group: z.string().min(1) }));

/** One folder a person. @throws Error when there is no such folder or nobody in it */
export function readPeople(folder: string, excluded: ReadonlySet<string>): PersonFolder[] {
  const people = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      name,
      photos: readdirSync(join(folder, name))
        .filter((photo) => PHOTO.test(photo) && !excluded.has(`${name}/${photo}`))
        .sort()
        .map((photo) => join(folder, name, photo)),
    }))
    .filter(({ photos }) => photos.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (people.length === 0) throw new Error(`${folder} holds no folder with photographs: one folder a person`);
  return people;
}

/** Photographs that are not to count, as `person/file`: a CSV with the columns photo and reason. @throws Error naming the file */
export function readExclusions(file: string): Set<string> {
  return new Set(readCsv(file, exclusionSchema, 'photo,reason').map(({ photo }) => photo));
}

/** Group of each person: a CSV with the columns person and group. @throws Error naming the file */
export function readGroups(file: string): Map<string, string> {
  return new Map(readCsv(file, groupsSchema, 'person,group').map(({ person, group }) => [person, group]));
}

function readCsv<T>(file: string, schema: z.ZodType<T>, columns: string): T {
  const text = readFileSync(file);
  try {
    return schema.parse(parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true }));
  } catch (error) {
    const fault =
      error instanceof z.ZodError ? `must have the columns ${columns}, none empty` : reasonOf(error);
    throw new Error(`${file}: ${fault}`, { cause: error });
  }
}
