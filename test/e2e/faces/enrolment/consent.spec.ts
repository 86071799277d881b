import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { readConsentTexts } from '../../../../src/faces/enrolment/consent/consent-texts.js';
import { EnrolmentService } from '../../../../src/faces/enrolment/enrolment.service.js';
import { FaceEmbeddingService } from '../../../../src/faces/embedding/face-embedding.service.js';
import { filePart, HttpClient, type HttpAnswer } from '../../../support/http/http-client.js';
import { portrait } from '../../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../../support/test-app.js';

type Name = Parameters<typeof portrait>[0];

let folder: string;
let service: TestApp;
let anonymous: HttpClient;
let admin: HttpClient;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'twoinone-consent-'));
  writeFileSync(join(folder, 'consent.txt'), 'Nous conservons un gabarit de votre visage.\n');
  writeFileSync(join(folder, 'consent.en.txt'), 'We keep a template of your face.');
  service = await startTestApp({
    CONSENT_VERSION: '2026-11',
    CONSENT_TEXT_FILE: join(folder, 'consent.txt'),
  });
  anonymous = new HttpClient(service.url);
  admin = new HttpClient(service.url, await bearer('root', { role: 'admin' }));
});

afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

const clientOf = async (id: string) => new HttpClient(service.url, await bearer(id));
const field = (name: string, content: string) => ({ name, content });
const enroll = async (client: HttpClient, name: Name, ...fields: { name: string; content: string }[]) =>
  client.post('/ml/enroll-face', [...fields, filePart(await portrait(name))]);
const codeOf = ({ status, body }: HttpAnswer) => [status, body['code']];
const sql = <T>(text: string) => service.app.get(DataSource).query<T[]>(text);
const consents = () => sql('SELECT user_id, version, given_by FROM consents ORDER BY user_id');

it('tells anybody the version and the text, in their language or the one for all others', async () => {
  const terms = async (language: string) =>
    (await anonymous.get('/ml/consent', { 'accept-language': language })).body;
  expect(await terms('en')).toEqual({
    required: true,
    version: '2026-11',
    text: 'We keep a template of your face.',
  });
  expect((await terms('es'))['text']).toBe('Nous conservons un gabarit de votre visage.');
});

describe('an enrolment', () => {
  it.each([[[]], [[field('consent', '2025-01')]], [[field('consent', '')]]])(
    'without consent to the version in force is refused: %j',
    async (fields) => {
      expect(codeOf(await enroll(await clientOf('ada'), 'ada', ...fields))).toEqual([
        403,
        'CONSENT_REQUIRED',
      ]);
      expect(await sql('SELECT FROM face_encodings')).toEqual([]);
    },
  );

  it('with it is on record, by whom and when', async () => {
    const ada = await clientOf('ada');
    expect((await enroll(ada, 'ada', field('consent', '2026-11'))).status).toBe(200);
    const onPaper = [field('user_id', 'bea'), field('consent', '2026-11')];
    expect((await enroll(admin, 'bea', ...onPaper)).status).toBe(200);
    expect(await consents()).toEqual([
      { user_id: 'ada', version: '2026-11', given_by: 'ada' },
      { user_id: 'bea', version: '2026-11', given_by: 'root' },
    ]);
    const deeds = await sql(
      `SELECT actor, subject, outcome FROM audit_log WHERE action = 'consent' ORDER BY id`,
    );
    expect(deeds).toEqual([
      { actor: 'ada', subject: 'ada', outcome: 'SUCCESS' },
      { actor: 'root', subject: 'bea', outcome: 'SUCCESS' },
    ]);
    const { body } = await ada.get('/ml/enrolments/me');
    expect(body).toMatchObject({
      needs_consent: false,
      consents: [{ version: '2026-11', by_yourself: true }],
    });
    expect((await admin.get('/ml/enrolments/bea')).body['consents']).toMatchObject([{ by_yourself: false }]);
  });
});

it('whoever was imported, or agreed to an earlier text, is counted until they agree', async () => {
  const importer = { id: 'import', role: 'admin' } as const;
  const photo = await portrait('cleo');
  await service.app
    .get(EnrolmentService)
    .enroll(importer, { photos: [photo] }, { userId: 'cleo', consent: null });
  expect((await anonymous.get('/ml/health')).body['users_needing_consent']).toBe(1);
  const cleo = await clientOf('cleo');
  expect((await cleo.get('/ml/enrolments/me')).body).toMatchObject({ needs_consent: true, consents: [] });
  expect((await enroll(cleo, 'cleo', field('consent', '2026-11'))).status).toBe(200);
  expect((await cleo.get('/ml/enrolments/me')).body).toMatchObject({ needs_consent: false });
});

describe('a consent that is taken back', () => {
  it('is the person’s own matter, or an admin’s', async () => {
    expect(codeOf(await (await clientOf('bea')).delete('/ml/enrolments/ada/consent'))).toEqual([
      403,
      'FORBIDDEN',
    ]);
    expect(codeOf(await anonymous.delete('/ml/enrolments/me/consent'))).toEqual([401, 'TOKEN_MISSING']);
  });

  it('deletes everything that is stored of the person, and is on record', async () => {
    const ada = await clientOf('ada');
    expect((await ada.delete('/ml/enrolments/me/consent')).status).toBe(200);
    expect(await sql(`SELECT FROM face_encodings WHERE user_id = 'ada'`)).toEqual([]);
    expect(await consents()).not.toContainEqual(expect.objectContaining({ user_id: 'ada' }));
    const { body } = await anonymous.post('/ml/verify-face', [filePart(await portrait('ada'))]);
    expect(body['success']).toBe(false);
    expect(codeOf(await ada.delete('/ml/enrolments/me/consent'))).toEqual([404, 'NOT_ENROLLED']);
    const withdrawn = await sql(
      `SELECT subject, outcome FROM audit_log WHERE action = 'withdraw' ORDER BY id`,
    );
    expect(withdrawn).toContainEqual({ subject: 'ada', outcome: 'SUCCESS' });
  });
});

it('a renewal that comes too late enrols nobody again who was deleted, nor who has not agreed', async () => {
  const enrolment = service.app.get(EnrolmentService);
  const analysis = await service.app.get(FaceEmbeddingService).analyze(await portrait('edith'), 'encode');
  const recognised = {
    ...{ encoding: analysis.encoding as Float32Array, earlier: null, doubt: 'none' as const },
    ...{ model: analysis.model, findings: [] },
  };
  await enrolment.renew('edith', recognised, { id: 'edith', role: 'user' });
  expect(await sql(`SELECT FROM face_encodings WHERE user_id = 'edith'`)).toEqual([]);
  const photos = [await portrait('edith')];
  await enrolment.enroll({ id: 'import', role: 'admin' }, { photos }, { userId: 'edith', consent: null });
  await enrolment.renew('edith', recognised, { id: 'edith', role: 'user' });
  expect(await sql(`SELECT FROM face_encodings WHERE user_id = 'edith'`)).toHaveLength(1);
  const agreed = await enroll(await clientOf('edith'), 'edith', field('consent', '2026-11'));
  expect(agreed.status).toBe(200);
  await enrolment.renew('edith', recognised, { id: 'edith', role: 'user' });
  expect(await sql(`SELECT FROM face_encodings WHERE user_id = 'edith'`)).toHaveLength(3);
});

it('without CONSENT_VERSION nobody is asked', async () => {
  const other = await startTestApp();
  const client = new HttpClient(other.url, await bearer('ada'));
  expect((await client.get('/ml/consent')).body).toEqual({ required: false });
  expect((await enroll(client, 'ada')).status).toBe(200);
  expect((await client.get('/ml/enrolments/me')).body).toMatchObject({ needs_consent: false, consents: [] });
  expect((await client.get('/ml/health')).body).not.toHaveProperty('users_needing_consent');
  await other.close();
});

it('a text that cannot be read stops the start', () => {
  expect(() => readConsentTexts(join(folder, 'none.txt'))).toThrow(/^Invalid env vars: CONSENT_TEXT_FILE/);
});
