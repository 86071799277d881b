import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import sharp from 'sharp';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { tell } from '../src/cli/program/output.js';
import { optionsOf, runCommand } from '../src/cli/program/run-command.js';
import { packageRoot } from '../src/config/package-root.js';
import { readPeople } from '../src/evaluation/calibrate/photo-folders.js';
import type { FaceNetworks } from '../src/faces/embedding/engines/face-networks.js';
import { loadNetworks } from '../src/faces/embedding/engines/load-networks.js';
import { loadRecognitionModel } from '../src/faces/embedding/models/load-model.js';
import { type DecodedPhoto, decodePhoto } from '../src/faces/embedding/pipeline/decoding/decode-photo.js';
import { DETECTION_RULES, detectFaces } from '../src/faces/embedding/pipeline/detection/detect-faces.js';
import { locateFace } from '../src/faces/embedding/pipeline/landmarks/locate-faces.js';
import { STEADY_SPREAD } from '../src/faces/embedding/pipeline/landmarks/steady-landmarks.js';
import { centralOf, measureSubjects, type SeenPhoto } from './detection/subjects.js';
import { Rate } from './identity/rates.js';
import { quantile } from './quality/quantiles.js';

const DETECTIONS = [
  { name: 'as they are', rules: DETECTION_RULES },
  ...[0.1, 0.3, 0.5].map((hintScore) => ({
    name: `hintScore ${hintScore}`,
    rules: { ...DETECTION_RULES, hintScore },
  })),
  ...[1, 3].map((minSightings) => ({
    name: `minSightings ${minSightings}`,
    rules: { ...DETECTION_RULES, minSightings },
  })),
];
const TURNS = [0, 15, 30, 45, 90, 180];
const SHARES = [0.01, 0.05, 0.5, 0.95, 0.99];
const PLAIN = { head: [], border: [], compact: true };

const program = new Command('npm run bench:detection --')
  .description(
    'What the constants of the detection, of the choice of the subject and of the second look at landmarks do to photographs of the person in the middle.',
  )
  .argument('<folder>', 'one folder a person')
  .option('--photographs <count>', 'the first ones of these many people', wholeNumber(1, 1e6), 500)
  .option('--turned <count>', 'of these, photographs that are turned', wholeNumber(1, 1e6), 100);
const options = optionsOf<{ photographs: number; turned: number }>(program);

runCommand(async () => {
  const paths = readPeople(program.args[0] ?? '', new Set())
    .flatMap(({ photos }) => photos.slice(0, 1))
    .slice(0, options.photographs);
  const settings = {
    ...{ engine: 'onnx' as const, model: 'mobilefacenet' },
    ...{ modelsPath: join(packageRoot, 'models'), cachePath: join(packageRoot, '.cache') },
  };
  const recognition = await loadRecognitionModel(settings.model, settings.modelsPath);
  const { networks } = await loadNetworks(settings, recognition);
  const seen = await measureDetection(networks, paths);
  const subjects = new Table({ style: PLAIN, head: ['subject', 'unclear', 'not the one in the middle'] });
  subjects.push(...measureSubjects(seen));
  console.log(subjects.toString());
  await measureTurns(networks, paths.slice(0, options.turned));
  await networks.dispose();
});

/** @returns what is seen by the rules as they are */
async function measureDetection(networks: FaceNetworks, paths: readonly string[]): Promise<SeenPhoto[]> {
  const detections = new Table({
    style: PLAIN,
    head: ['detection', 'nobody in the middle', 'several faces', 'runs of the detector'],
  });
  let seen: SeenPhoto[] = [];
  for (const { name, rules } of DETECTIONS) {
    tell(name);
    const [missed, several] = [new Rate(), new Rate()];
    const counted = counting(networks);
    const photos: SeenPhoto[] = [];
    for (const path of paths) {
      const image = await decodePhoto(await readFile(path), 'full');
      const boxes = (await detectFaces(counted.networks, image, rules)).map(({ box }) => box);
      const { width, height } = image;
      missed.add(centralOf(boxes, width, height) < 0);
      several.add(boxes.length > 1);
      photos.push({ boxes, width, height });
    }
    if (rules === DETECTION_RULES) seen = photos;
    const runs = (counted.runs() / paths.length).toFixed(3);
    detections.push([name, String(missed), String(several), `${runs} a photograph`]);
  }
  console.log(detections.toString());
  return seen;
}

async function measureTurns(networks: FaceNetworks, paths: readonly string[]): Promise<void> {
  const spreads = new Table({
    style: PLAIN,
    head: ['turned by', ...SHARES.map((share) => `${100 * share} %`), `understood (within ${STEADY_SPREAD})`],
  });
  for (const degrees of TURNS) {
    tell(`turned by ${degrees}°`);
    spreads.push(await spreadsAt(networks, degrees, paths));
  }
  console.log(spreads.toString());
}

/** How far the landmarks of faces and of their mirror images are apart upright, and how many are understood at some turn. */
async function spreadsAt(
  networks: FaceNetworks,
  degrees: number,
  photos: readonly string[],
): Promise<string[]> {
  const [spreads, understood] = [[] as number[], new Rate()];
  for (const path of photos) {
    const turned = await sharp(await readFile(path))
      .rotate(degrees, { background: '#808080' })
      .jpeg()
      .toBuffer();
    const image = await decodePhoto(turned, 'full');
    const face = await centralFace(networks, image);
    understood.add(face !== null && (face.landmarkSpread ?? Infinity) <= STEADY_SPREAD);
    const spread = face?.uprightSpread ?? null;
    if (spread !== null) spreads.push(spread);
  }
  return [`${degrees}°`, ...SHARES.map((share) => quantile(spreads, share).toFixed(1)), String(understood)];
}

async function centralFace(networks: FaceNetworks, image: DecodedPhoto) {
  const faces = await detectFaces(networks, image);
  const face =
    faces[
      centralOf(
        faces.map(({ box }) => box),
        image.width,
        image.height,
      )
    ];
  return face ? locateFace(networks, image, face) : null;
}

function counting(of: FaceNetworks): { networks: FaceNetworks; runs: () => number } {
  let runs = 0;
  const networks: FaceNetworks = {
    ...{ engine: of.engine, runtime: of.runtime, glances: of.glances },
    detect: (input, levels) => {
      runs += 1;
      return of.detect(input, levels);
    },
    landmarks: (rgb, count) => of.landmarks(rgb, count),
    encode: (rgb, count) => of.encode(rgb, count),
    openRecognition: (recognition) => of.openRecognition(recognition),
    openPassive: (file) => of.openPassive(file),
    dispose: () => of.dispose(),
  };
  return { networks, runs: () => runs };
}
