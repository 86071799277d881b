import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { auditLines } from '../../../support/database/audit-lines.js';
import { filePart, HttpClient, type HttpAnswer, type Part } from '../../../support/http/http-client.js';
import { CONDITIONS, portrait, rephotograph } from '../../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../../support/test-app.js';

type Name = Parameters<typeof portrait>[0];

let service: TestApp;
let audit: () => Promise<string[]>;
let admin: HttpClient;
let anonymous: HttpClient;

beforeAll(async () => {
  service = await startTestApp();
  audit = auditLines(service.app.get(DataSource));
  admin = new HttpClient(service.url, await bearer('root', { role: 'admin' }));
  anonymous = new HttpClient(service.url);
});

afterAll(() => service.close());

const clientOf = async (id: string) => new HttpClient(service.url, await bearer(id));
const field = (name: string, content: string): Part => ({ name, content });
const enroll = async (client: HttpClient, name: Name, ...fields: Part[]): Promise<HttpAnswer> =>
  client.post('/ml/enroll-face', [...fields, filePart(await portrait(name))]);
const verify = async (userId: string, name: Name): Promise<boolean> => {
  const { body } = await anonymous.post('/ml/verify-face', [
    field('user_id', userId),
    filePart(await portrait(name)),
  ]);
  return body['success'] === true;
};
const codeOf = ({ status, body }: HttpAnswer) => [status, body['code']];

describe('a second photo under one id', () => {
  it('of another person is refused, and nothing of it is stored', async () => {
    const ada = await clientOf('ada');
    expect((await enroll(ada, 'ada')).status).toBe(200);
    expect(codeOf(await enroll(ada, 'bea'))).toEqual([409, 'FACE_NOT_YOURS']);
    expect(await verify('ada', 'ada')).toBe(true);
    expect(await verify('ada', 'bea')).toBe(false);
    expect(await audit()).toContain('ada enroll ada FACE_NOT_YOURS');
  });

  it('of the same person is stored under every condition of light, size and tilt', async () => {
    const cleo = await clientOf('cleo');
    const photo = await portrait('cleo');
    await enroll(cleo, 'cleo');
    for (const conditions of CONDITIONS) {
      const again = await cleo.post('/ml/enroll-face', [filePart(await rephotograph(photo, conditions))]);
      expect(again).toMatchObject({ status: 200, body: { success: true } });
    }
  });

  it('that contradicts one of those that are stored is refused, also where their mean would take it', async () => {
    const iris = await clientOf('iris');
    const photo = await portrait('iris');
    await enroll(iris, 'iris');
    for (const conditions of CONDITIONS.slice(0, 3))
      await iris.post('/ml/enroll-face', [filePart(await rephotograph(photo, conditions))]);
    // As of a time when nobody asked whose it was.
    await service.app.get(DataSource).query(
      `INSERT INTO face_encodings (user_id, encoding, model)
       SELECT 'iris', encoding, model FROM face_encodings WHERE user_id = 'ada' LIMIT 1`,
    );
    expect(await verify('iris', 'iris')).toBe(true);
    expect(codeOf(await enroll(iris, 'iris'))).toEqual([409, 'FACE_NOT_YOURS']);
    expect((await enroll(admin, 'iris', field('user_id', 'iris'), field('replace', 'true'))).status).toBe(
      200,
    );
    expect((await enroll(iris, 'iris')).status).toBe(200);
  });

  it('of another person, sent at the same moment as the first: one of the two', async () => {
    for (let round = 0; round < 3; round += 1) {
      const grace = await clientOf(`grace ${round}`);
      const answers = await Promise.all([
        enroll(grace, 'grace', field('replace', 'false')),
        enroll(grace, 'dina'),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      await grace.delete(`/ml/delete-face/grace ${round}`);
    }
  });

  it('of a changed face is taken when an admin says replace: the others are gone', async () => {
    await audit();
    const answer = await enroll(admin, 'hana', field('user_id', 'ada'), field('replace', 'true'));
    expect(answer).toMatchObject({ status: 200, body: { face_count: 1 } });
    expect(await audit()).toEqual(['root delete ada SUCCESS', 'root enroll ada SUCCESS']);
    expect(await verify('ada', 'hana')).toBe(true);
    expect(await verify('ada', 'ada')).toBe(false);
  });
});

describe('a face that is enrolled already', () => {
  it('is refused under another id', async () => {
    await enroll(await clientOf('kim'), 'kim');
    await audit();
    expect(codeOf(await enroll(await clientOf('thief'), 'kim'))).toEqual([409, 'FACE_ALREADY_ENROLLED']);
    expect(await audit()).toEqual(['thief enroll thief FACE_ALREADY_ENROLLED']);
  });

  it('an admin enrols with duplicate=allow, is warned and on record with both ids', async () => {
    await audit();
    const answer = await enroll(admin, 'kim', field('user_id', 'twin'), field('duplicate', 'allow'));
    expect(answer).toMatchObject({
      status: 200,
      body: { success: true, face_count: 1, warning: { code: 'FACE_ALREADY_ENROLLED' } },
    });
    expect(await audit()).toEqual(['root enroll twin DUPLICATE_ALLOWED', 'root enroll twin SUCCESS']);
  });

  it('of nobody else brings no warning', async () => {
    const answer = await enroll(admin, 'june', field('user_id', 'june'), field('duplicate', 'allow'));
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('warning');
  });
});

describe('what is for admins', () => {
  const EXCEPTIONS: [string, Part[]][] = [
    ['user_id of somebody else', [field('user_id', 'victim')]],
    ['duplicate', [field('duplicate', 'allow')]],
    ['replace', [field('replace', 'true')]],
  ];

  it.each(EXCEPTIONS)('%s is 403 for everybody else, and on record', async (_, fields) => {
    await audit();
    expect(codeOf(await enroll(await clientOf('lena'), 'lena', ...fields))).toEqual([403, 'FORBIDDEN']);
    const subject = fields.find(({ name }) => name === 'user_id')?.content ?? 'lena';
    expect(await audit()).toEqual([`lena enroll ${String(subject)} FORBIDDEN`]);
  });

  it('one’s own id, and `me`, are not', async () => {
    const lena = await clientOf('lena');
    expect((await enroll(lena, 'lena', field('user_id', 'me'))).status).toBe(200);
    expect((await enroll(lena, 'lena', field('user_id', 'lena'))).body).toMatchObject({ face_count: 2 });
  });

  it.each([
    ['duplicate', 'yes'],
    ['replace', '1'],
    ['user_id', ''],
    ['user_id', 'a\u0000b'],
  ])('%s=%j is no value', async (name, value) => {
    expect(codeOf(await enroll(admin, 'iris', field(name, value)))).toEqual([400, 'VALIDATION_FAILED']);
  });
});

it('DUPLICATE_POLICY=warn stores the face and says so, off says nothing', async () => {
  for (const [policy, warning] of [
    ['warn', { code: 'FACE_ALREADY_ENROLLED', message: 'This face is already enrolled for another person.' }],
    ['off', undefined],
  ] as const) {
    const other = await startTestApp({ DUPLICATE_POLICY: policy });
    const photo = filePart(await portrait('bea'));
    await new HttpClient(other.url, await bearer('bea')).post('/ml/enroll-face', [photo]);
    const again = new HttpClient(other.url, await bearer('bob'));
    const { status, body } = await again.post('/ml/enroll-face', [photo], { 'accept-language': 'en' });
    expect([status, body['warning']]).toEqual([200, warning]);
    await other.close();
  }
});
