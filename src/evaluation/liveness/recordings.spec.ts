import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from '@jest/globals';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { readRecordings } from './recordings.js';

const root = temporaryFolder('twoinone-recordings-');

function folderOf(name: string, files: string[]): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  return folder;
}

it('reads each folder of frames as one recording, in the order of their times', () => {
  const folder = folderOf('whole', [
    ...['live/ada/900.jpg', 'live/ada/1000.JPG', 'live/bob/second/0.png', 'live/.DS_Store'],
    ...['attack/mask/x/00250.jpeg', 'attack/print/5.webp', 'notes.txt'],
  ]);
  const seen = readRecordings(folder).map(({ name, species, frames }) => [
    name,
    species,
    ...frames.map(({ atMs }) => atMs),
  ]);
  expect(seen).toEqual([
    ['live/ada', null, 900, 1000],
    ['live/bob/second', null, 0],
    ['attack/mask/x', 'mask', 250],
    ['attack/print', 'print', 5],
  ]);
});

it('refuses files that are no frames, and a folder without any', () => {
  expect(() => readRecordings(folderOf('named', ['live/ada/first.jpg']))).toThrow(/first\.jpg is no frame/);
  expect(() => readRecordings(folderOf('negative', ['attack/print/-5.jpg']))).toThrow('is no frame');
  expect(() => readRecordings(folderOf('empty', ['ada/0.jpg']))).toThrow('holds no frames');
});
