/** `node write-portrait.js FILE`: a portrait for the first enrolment, cut out in a process that holds no secrets. */
import { writeFile } from 'node:fs/promises';
import { portraitOf, SAMPLE_FACES } from './sample-faces.js';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Which file?');
await writeFile(file, await portraitOf(SAMPLE_FACES.flora));
