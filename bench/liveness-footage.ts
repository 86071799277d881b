import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { Command } from 'commander';
import sharp from 'sharp';
import { optionsOf, runCommand } from '../src/cli/program/run-command.js';

/** The clips are small: what a camera nearer by would have seen. */
const ZOOM = 2;
/** Between frames of what has no times. */
const GAP_MS = 400;

const program = new Command('node dist/bench/liveness-footage.js')
  .description(
    'Arranges the liveness data beside the repository as `twoinone evaluate liveness` reads it: clips enlarged twice, rendered ' +
      'paper as one recording a person, and each photograph as a recording of one frame.',
  )
  .argument('<data>', 'e.g. ../shared/liveness')
  .argument('<out>', 'folder that is made');
optionsOf(program);
const [data = '', out = ''] = program.args;

runCommand(async () => {
  for (const clip of readdirSync(join(data, 'live'))) {
    for (const file of readdirSync(join(data, 'live', clip))) {
      const photo = await enlarged(readFileSync(join(data, 'live', clip, file)));
      write(join(out, 'live', clip), Number.parseInt(file, 10), photo);
    }
  }
  for (const person of readdirSync(join(data, 'print_rendered'))) {
    for (const paper of readdirSync(join(data, 'print_rendered', person))) {
      const folder = join(data, 'print_rendered', person, paper);
      readdirSync(folder)
        .sort()
        .forEach((file, i) =>
          write(
            join(out, 'attack', `rendered print, ${paper}`, person),
            i * GAP_MS,
            readFileSync(join(folder, file)),
          ),
        );
    }
  }
  for (const [from, species] of [
    ['live_stills', 'still of a person'],
    ['spoof_stills', 'still of a print or screen'],
  ] as const) {
    for (const file of readdirSync(join(data, from)))
      write(join(out, 'attack', species, parse(file).name), 0, readFileSync(join(data, from, file)));
  }
});

async function enlarged(photo: Buffer): Promise<Buffer> {
  const { width } = await sharp(photo).metadata();
  return sharp(photo)
    .resize({ width: width * ZOOM, kernel: 'lanczos3' })
    .jpeg({ quality: 95 })
    .toBuffer();
}

/** The decoder tells formats by their bytes, whatever the name says. */
function write(folder: string, atMs: number, photo: Buffer): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${String(atMs).padStart(5, '0')}.jpg`), photo);
}
