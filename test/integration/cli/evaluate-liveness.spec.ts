import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/config/package-root.js';
import type { LivenessReport } from '../../../src/evaluation/liveness/liveness-report.js';
import { FaceEmbeddingService } from '../../../src/faces/embedding/face-embedding.service.js';
import { embeddingOptions } from '../../support/inference/embedding-options.js';
import { headOf } from '../../support/liveness/liveness-visitor.js';
import { runCli } from '../../support/processes/run-cli.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const root = temporaryFolder('twoinone-evaluate-liveness-');
const env = { CACHE_PATH: join(packageRoot, '.cache') };

it('twoinone evaluate liveness: rates of each species with their intervals, as text, JSON and HTML', async () => {
  const folder = join(root, 'footage');
  const straight = await lookingStraight();
  for (const [path, photo] of [
    ['live/ada', straight],
    ['attack/still & flat/ada', straight],
    ['attack/wall/one', readFileSync(join(packageRoot, 'package.json'))],
  ] as const) {
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, path, '0.jpg'), photo);
  }
  const [json, html] = [join(root, 'report.json'), join(root, 'report.html')];
  const line = ['evaluate', 'liveness', folder, '--replays', '10', '--workers', '1'];
  const { code, stdout, stderr } = await runCli([...line, '--json', json, '--html', html], { env });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stderr).toContain('3/3 frames');
  expect(stdout).toContain('0 of 1: 0.0 % (0.0–97.5)');

  const report = JSON.parse(readFileSync(json, 'utf8')) as LivenessReport;
  const none = { count: 0, of: 1, share: 0 };
  expect(report.attacks).toMatchObject([
    { species: 'still & flat', apcer: none, apnrr: none, replays: { count: 0, of: 10 } },
    { species: 'wall', apcer: { of: 0, share: null }, apnrr: { count: 1, of: 1 } },
  ]);
  // One photograph turns nowhere: no person is refused by that.
  expect(report.live).toMatchObject({ recordings: 1, turning: 0, bpcer: { of: 0 } });
  expect(report.passive).toBeNull();
  expect(readFileSync(html, 'utf8')).toContain('still &#38; flat');
});

it('says which file is no frame', async () => {
  mkdirSync(join(root, 'wrong', 'live'), { recursive: true });
  writeFileSync(join(root, 'wrong', 'live', 'first.jpg'), '');
  expect(await runCli(['evaluate', 'liveness', join(root, 'wrong')], { env })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('first.jpg is no frame') as string,
  });
});

/** Ada, who looks a little to the right in her photograph, turned back. */
async function lookingStraight(): Promise<Buffer> {
  const embedding = new FaceEmbeddingService(embeddingOptions());
  try {
    return await (await headOf('ada', embedding)).frame({ yaw: 10, pitch: 0 });
  } finally {
    await embedding.onApplicationShutdown();
  }
}
