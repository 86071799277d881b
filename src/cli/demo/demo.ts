import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Role } from '../../auth/authenticated-user.js';
import { mintToken } from '../../auth/mint-token.js';
import { CONDITIONS, rephotograph } from '../../samples/rephotograph.js';
import { portraitOf, SAMPLE_FACES, type SampleFace } from '../../samples/sample-faces.js';
import { cleanedUp, inTemporaryFolder } from '../program/cleanup.js';
import { type JsonTarget, printResult, tell } from '../program/output.js';
import { DemoClient } from './demo-client.js';
import { StepTable } from './step-table.js';
import { ServiceProcess } from './service-process.js';

const { ada, bea, dina, edith, flora, grace, hana, iris, june, lena } = SAMPLE_FACES;
const ENROLLED: readonly SampleFace[] = [ada, bea, dina, edith, flora, hana];
const STRANGERS: readonly SampleFace[] = [grace, iris, june, lena];

/** The main job from start to end, through HTTP, on real photographs. @returns whether every step held */
export async function demo(json: JsonTarget): Promise<boolean> {
  tell('Starting the service on the embedded database …');
  const steps = new StepTable();
  await inTemporaryFolder('twoinone-demo-', (folder) => play(folder, steps));
  await printResult(steps.text, steps.steps, json);
  return steps.allHeld;
}

async function play(folder: string, steps: StepTable): Promise<void> {
  const secret = randomBytes(32).toString('hex');
  const service = await ServiceProcess.spawn({
    ENVIRONMENT: 'development',
    JWT_SECRET_KEY: secret,
    DATA_PATH: join(folder, 'data'),
    LOGS_PATH: join(folder, 'logs'),
    LOG_LEVEL: 'warning',
  });
  const clientOf = async (sub: string, role: Role = 'user') =>
    new DemoClient(service.url, await mintToken({ sub, role, ttlS: 600 }, secret));
  await cleanedUp(
    async () => void (await service.stop()),
    async () => {
      const started = performance.now();
      await service.untilReady();
      const anonymous = new DemoClient(service.url);
      const admin = await clientOf('demo-admin', 'admin');
      const health = await anonymous.health();
      steps.add(
        'start',
        '',
        `${String(health.body['engine'])} engine, healthy`,
        health.status === 200,
        performance.now() - started,
      );

      for (const person of ENROLLED) {
        const { status, body, ms } = await (await clientOf(person.name)).enroll(await portraitOf(person));
        steps.add(
          'enrol',
          person.name,
          said(body, 'face_count'),
          status === 200 && body['face_count'] === 1,
          ms,
        );
      }
      for (const [index, person] of ENROLLED.entries()) {
        const photo = await rephotograph(
          await portraitOf(person),
          CONDITIONS[index % CONDITIONS.length] ?? CONDITIONS[0],
        );
        const { body, ms } = await admin.verify(photo);
        const held = body['success'] === true && body['user_id'] === person.name;
        steps.add('recognise again', person.name, said(body, 'user_id', 'confidence'), held, ms);
      }
      for (const person of STRANGERS) {
        const { status, body, ms } = await anonymous.verify(await portraitOf(person));
        const held = status === 200 && body['success'] === false && !('user_id' in body);
        steps.add('refuse a stranger', person.name, said(body, 'code'), held, ms);
      }
      const list = await admin.list();
      steps.add(
        'list',
        '',
        `${String(list.body['total_count'])} people`,
        list.body['total_count'] === ENROLLED.length,
        list.ms,
      );

      const deletion = await (await clientOf(flora.name)).delete(flora.name);
      steps.add('delete', flora.name, said(deletion.body, 'message'), deletion.status === 200, deletion.ms);
      const after = await admin.verify(await portraitOf(flora));
      steps.add(
        'no longer recognise',
        flora.name,
        said(after.body, 'code'),
        after.body['success'] === false,
        after.ms,
      );
    },
  );
}

function said(body: Record<string, unknown>, ...fields: string[]): string {
  return fields
    .map((field) => `${field} ${JSON.stringify(body[field] ?? body['detail'] ?? null)}`)
    .join(', ');
}
