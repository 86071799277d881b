import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import Table from 'cli-table3';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { encodePeople } from '../src/cli/measurement/encode-people.js';
import { identificationRules } from '../src/cli/measurement/identification-rules.js';
import { optionsOf } from '../src/cli/program/run-command.js';
import { xorshift } from '../src/evaluation/bootstrap.js';
import { decideVerification } from '../src/faces/decision/decision.js';
import { direction, euclideanDistance } from '../src/faces/decision/template.js';
import { ProtectionMatrix } from '../src/faces/embedding/protection/protection-matrix.js';
import { linkability } from '../test/support/people/linkability.js';

type Pair = [Float32Array, Float32Array];

/** The finest bins in which chance alone stays small for the numbers of pairs here. */
const BINS = 50;
const SEED = 17;

const program = new Command('npm run bench:protection --')
  .description(
    'What TEMPLATE_KEY does to encodings of real faces: whether two keys leave anything that links them (D_sys, ISO/IEC 30136), ' +
      'what becomes of distances and decisions under one, and what it costs.',
  )
  .argument('<folder>', 'one folder a person')
  .option('--model <name>', 'default: FACE_MODEL')
  .option('--exclude <file>', 'CSV with the columns photo,reason: photographs that are labelled wrongly')
  .option('--pairs <count>', 'of one person and of two, each', wholeNumber(100, 1e6), 5_000)
  .option('--no-cache', 'encode every photograph again');
const options = optionsOf<{ model?: string; exclude?: string; pairs: number; cache: boolean }>(program);
Logger.overrideLogger(['warn', 'error']);

const { evidence, threshold, maxFmr } = await identificationRules(options.model);
const { people, model } = await encodePeople(program.args[0] ?? '', options);
const faces = people.map(({ encodings }) => encodings.map(direction));
const [dimension = 0] = faces.flat().map(({ length }) => length);
const [one, other] = ['one key', 'another key'].map((text) =>
  ProtectionMatrix.derive(createHash('sha256').update(text).digest(), dimension),
) as [ProtectionMatrix, ProtectionMatrix];

const random = xorshift(SEED);
const drawn = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
const several = faces.filter(({ length }) => length > 1);
const mated = Array.from({ length: options.pairs }, (): Pair => {
  const own = drawn(several);
  const a = drawn(own);
  return [a, drawn(own.filter((each) => each !== a))];
});
const nonMated = Array.from({ length: options.pairs }, (): Pair => {
  const somebody = drawn(faces);
  return [drawn(somebody), drawn(drawn(faces.filter((each) => each !== somebody)))];
});

const distances = (pairs: readonly Pair[], a: (x: Float32Array) => Float32Array, b = a) =>
  pairs.map(([x, y]) => euclideanDistance(a(x), b(y)));
const plain = (encoding: Float32Array) => encoding;
const underOne = (encoding: Float32Array) => one.protect(encoding);
const underOther = (encoding: Float32Array) => other.protect(encoding);
const linked = (a: (x: Float32Array) => Float32Array, b = a) =>
  linkability(distances(mated, a, b), distances(nonMated, a, b), BINS).toFixed(3);
/** What is found between two draws of the same pairs of strangers: of chance alone. */
const half = options.pairs / 2;
const strangers = distances(nonMated, underOne, underOther);
const byChance = linkability(strangers.slice(0, half), strangers.slice(half), BINS).toFixed(3);

const all = [...mated, ...nonMated];
const [before, after] = [distances(all, plain), distances(all, underOne)];
const isMatch = (distance: number) =>
  decideVerification(evidence, { distance, encodings: 1, threshold, maxFmr }).kind === 'match';
const largest = Math.max(...before.map((distance, i) => Math.abs(distance - (after[i] ?? NaN))));
const changed = before.filter((distance, i) => isMatch(distance) !== isMatch(after[i] ?? NaN)).length;
const times = all.slice(0, 1_000).map(([encoding]) => {
  const startedAt = performance.now();
  one.protect(encoding);
  return performance.now() - startedAt;
});

const table = new Table({ style: { head: [], border: [], compact: true } });
table.push(
  ['encodings', `${model}, ${faces.length} people, ${options.pairs} pairs of one person and of two`],
  ['D_sys, as they are', linked(plain)],
  ['D_sys, both under one key', linked(underOne)],
  ['D_sys, under two keys', `${linked(underOne, underOther)} (by chance alone ${byChance})`],
  ['D_sys, one plain, one protected', linked(plain, underOne)],
  ['largest change of a distance', largest.toExponential(1)],
  ['decisions (1:1) that changed', `${changed} of ${all.length}`],
  ['time, median', `${times.sort((a, b) => a - b)[times.length >> 1]?.toFixed(3)} ms`],
);
console.log(table.toString());
