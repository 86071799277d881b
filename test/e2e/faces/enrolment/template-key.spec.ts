import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { filePart, HttpClient } from '../../../support/http/http-client.js';
import { portrait } from '../../../support/photos/photos.js';
import { runCli } from '../../../support/processes/run-cli.js';
import { bearer, startTestApp } from '../../../support/test-app.js';

const A = '0123456789abcdef'.repeat(4);
const B = 'fedcba9876543210'.repeat(4);
const folder = mkdtempSync(join(tmpdir(), 'twoinone-key-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (env: Record<string, string>) => startTestApp({ DATA_PATH: folder, ...env });

/** What a service with these keys makes of ada's photograph, and what it has stored of her. */
async function meetAda(env: Record<string, string>, enroll = false) {
  const service = await start(env);
  try {
    const ada = new HttpClient(service.url, await bearer('ada'));
    const photo = filePart(await portrait('ada'));
    if (enroll) expect((await ada.post('/ml/enroll-face', [photo])).status).toBe(200);
    const { body } = await ada.post('/ml/verify-face', [photo]);
    const rows = await service.app
      .get(DataSource)
      .query<{ model: string; encoding: number[] }[]>('SELECT model, encoding FROM face_encodings');
    return { success: body['success'], confidence: body['confidence'], rows };
  } finally {
    await service.close();
  }
}

const rotate = (env: Record<string, string>) =>
  runCli(['keys', 'rotate'], { env: { DATA_PATH: folder, ...env } });

it('a person stays recognised, without a new photograph, from no key to a first and to a second one', async () => {
  const plain = await meetAda({}, true);
  expect(plain).toMatchObject({ success: true });
  expect((await rotate({ TEMPLATE_KEY: A })).stdout).toContain('1 encodings are under the new key');
  const first = await meetAda({ TEMPLATE_KEY: A });
  expect(first).toMatchObject({ success: true, confidence: plain.confidence });
  expect(first.rows[0]?.model).toMatch(/\/key-[0-9a-f]{8}$/);
  expect(first.rows[0]?.encoding).not.toEqual(plain.rows[0]?.encoding);

  // Processes of their own: a start that is refused ends with its process.
  for (const [env, words] of [
    [{}, 'TEMPLATE_KEY is missing: 1 stored encodings are protected'],
    [{ TEMPLATE_KEY: B }, 'TEMPLATE_KEY is another one'],
  ] as const) {
    const { code, stderr } = await runCli(['serve'], {
      env: { DATA_PATH: folder, LOGS_PATH: join(folder, 'logs'), PORT: '0', INFERENCE_WORKERS: '1', ...env },
    });
    expect([code, stderr]).toEqual([1, expect.stringContaining(words)]);
  }

  expect((await rotate({ TEMPLATE_KEY: B, TEMPLATE_KEY_PREVIOUS: A })).code).toBe(0);
  expect(await meetAda({ TEMPLATE_KEY: B })).toMatchObject({ success: true, confidence: plain.confidence });
});
