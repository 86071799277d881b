import { writeFileSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { calibrate, type EncodedPerson } from '../evaluation/calibrate/calibrate.js';
import { nearestStrangers } from '../evaluation/calibrate/nearest-strangers.js';
import { readExclusions, readGroups, readPeople } from '../evaluation/calibrate/photo-folders.js';
import { calibrationText } from '../evaluation/calibrate/calibration-text.js';
import type { CalibrateOptions } from './commands/calibrate.js';
import { encodeForMeasurement } from './encode-for-measurement.js';
import { print, printResult } from './output.js';

/** Encodes a folder of people and fits a calibration on half of them. */
export async function runCalibration(folder: string, options: CalibrateOptions): Promise<void> {
  const excluded = options.exclude === undefined ? new Set<string>() : readExclusions(options.exclude);
  const groups = options.groups === undefined ? new Map<string, string>() : readGroups(options.groups);
  const people = readPeople(resolve(folder), excluded);
  const photos = people.flatMap((person) => person.photos);
  const { outcomes, model } = await encodeForMeasurement(photos, options);
  const encoded = people.map(({ name, photos: own }) => {
    const found = own.flatMap((photo) => {
      const outcome = outcomes.get(photo);
      return outcome && 'encoding' in outcome && !outcome.ambiguous
        ? [{ photo, encoding: outcome.encoding }]
        : [];
    });
    return {
      name,
      photos: found.map(({ photo }) => photo),
      encodings: found.map(({ encoding }) => encoding),
    };
  });
  const usable = encoded.filter(({ encodings }) => encodings.length > 0);
  if (options.suspects > 0) {
    const lines = nearestStrangers(usable, options.suspects).map(
      ({ distance, a, b }) => `${distance.toFixed(3)} ${relative(folder, a)} ${relative(folder, b)}`,
    );
    await print(lines.join('\n'));
  }
  const result = calibrate(
    model,
    provenanceOf(folder, photos.length, usable, excluded.size),
    usable,
    groups,
    options.bootstrap,
  );
  if (options.out !== undefined)
    writeFileSync(options.out, `${JSON.stringify(result.calibration, null, 2)}\n`);
  await printResult(calibrationText(result), result, options.json);
}

/** Without a date: the same photographs give the same file. */
function provenanceOf(
  folder: string,
  photos: number,
  people: readonly EncodedPerson[],
  excluded: number,
): string {
  const encodings = people.reduce((sum, person) => sum + person.encodings.length, 0);
  return (
    `twoinone calibrate on ${basename(resolve(folder))}: ${photos} photographs of ${people.length} people, ${encodings} of them encoded, ` +
    `${excluded} excluded by hand; fitted on the people whose name's SHA-256 begins with an even byte.`
  );
}
