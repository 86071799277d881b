import { readFile } from 'node:fs/promises';
import { FaceMatcher } from '../../src/faces/recognition/face-matcher.js';
import { filePart, HttpClient } from '../../test/support/http/http-client.js';
import { bearer, startTestApp, type TestApp } from '../../test/support/test-app.js';
import type { TakenOver } from './python-database.js';

/** The counts are at most a second old. */
const COUNT_LASTS_MS = 1_100;

/** The service on the taken-over database, and its people who come by. */
export class Visits {
  private constructor(private readonly service: TestApp) {}

  static async open(databaseUrl: string, env: Record<string, string> = {}): Promise<Visits> {
    return new Visits(await startTestApp({ DATABASE_URL: databaseUrl, INFERENCE_WORKERS: '2', ...env }));
  }

  close(): Promise<void> {
    return this.service.close();
  }

  /** Whether somebody's photograph is accepted as theirs, with their token. */
  async claim({ name, probe }: TakenOver): Promise<boolean> {
    const client = new HttpClient(this.service.url, await bearer(name));
    const { body } = await client.post('/ml/verify-face', [
      { name: 'user_id', content: 'me' },
      filePart(await readFile(probe)),
    ]);
    return body['success'] === true;
  }

  /** Whom the photograph shows, asked by an administrator, whose searches have no limit. */
  async search({ probe }: TakenOver): Promise<string | null> {
    const client = new HttpClient(this.service.url, await bearer('admin', { role: 'admin' }));
    const { body } = await client.post('/ml/verify-face', [filePart(await readFile(probe))]);
    return typeof body['user_id'] === 'string' ? body['user_id'] : null;
  }

  /** As for whom no verification renews: an administrator replaces what there is. @returns whether it was stored */
  async enrolAgain({ name, probe }: TakenOver): Promise<boolean> {
    const client = new HttpClient(this.service.url, await bearer('admin', { role: 'admin' }));
    const { status } = await client.post('/ml/enroll-face', [
      { name: 'user_id', content: name },
      { name: 'replace', content: 'true' },
      filePart(await readFile(probe)),
    ]);
    return status === 200;
  }

  /** From `/ml/health`, when its counts are fresh. */
  async counts(): Promise<{ enrolled: number; earlier: number; needingPhoto: number }> {
    await new Promise((resolve) => setTimeout(resolve, COUNT_LASTS_MS));
    const { body } = await new HttpClient(this.service.url).get('/ml/health');
    const [enrolled, earlier, needingPhoto] = [
      ...['enrolled_users_count', 'users_of_earlier_model', 'users_needing_new_photo'],
    ].map((name) => Number(body[name]));
    return { enrolled: enrolled ?? NaN, earlier: earlier ?? NaN, needingPhoto: needingPhoto ?? NaN };
  }

  /** Whether a photograph is still encoded by both networks. */
  async encodesTwice(): Promise<boolean> {
    return (await this.service.app.get(FaceMatcher, { strict: false }).encodingKind()) === 'encode-both';
  }
}
