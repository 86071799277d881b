import { writeFileSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { calibrate, type EncodedPerson } from '../../evaluation/calibrate/calibrate.js';
import { nearestStrangers } from '../../evaluation/calibrate/nearest-strangers.js';
import { readGroups } from '../../evaluation/calibrate/photo-folders.js';
import { calibrationText } from '../../evaluation/calibrate/calibration-text.js';
import { type JsonTarget, print, printResult } from '../program/output.js';
import type { EncodingOptions } from './encode-for-measurement.js';
import { encodePeople } from './encode-people.js';

export interface CalibrateOptions extends EncodingOptions {
  exclude?: string;
  groups?: string;
  out?: string;
  json?: JsonTarget;
  bootstrap: number;
  suspects: number;
}

/** Encodes a folder of people and fits a calibration on half of them. */
export async function runCalibration(folder: string, options: CalibrateOptions): Promise<void> {
  const groups = options.groups === undefined ? new Map<string, string>() : readGroups(options.groups);
  const { model, people, tried, excluded } = await encodePeople(folder, options);
  if (options.suspects > 0) {
    const lines = nearestStrangers(people, options.suspects).map(
      ({ distance, a, b }) => `${distance.toFixed(3)} ${relative(folder, a)} ${relative(folder, b)}`,
    );
    await print(lines.join('\n'));
  }
  const result = calibrate(
    model,
    provenanceOf(folder, tried, people, excluded),
    people,
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
