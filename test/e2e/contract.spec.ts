import { HttpClient, filePart } from '../support/http/http-client.js';
import { CONDITIONS, emptyScene, groupPhoto, portrait, rephotograph } from '../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;
let ada: HttpClient;
let flora: HttpClient;
let admin: HttpClient;
let anonymous: HttpClient;

beforeAll(async () => {
  service = await startTestApp();
  ada = new HttpClient(service.url, await bearer('ada'));
  flora = new HttpClient(service.url, await bearer('flora'));
  admin = new HttpClient(service.url, await bearer('root', { role: 'admin' }));
  anonymous = new HttpClient(service.url);
});

afterAll(() => service.close());

describe('the life of an enrolment', () => {
  it('is healthy and empty at first', async () => {
    const { status, body } = await anonymous.get('/ml/health');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'healthy', environment: 'development', enrolled_users_count: 0 });
    expect(body['ml_libraries']).toMatchObject({
      '@vladmandic/face-api': expect.stringMatching(/^\d/) as string,
    });
  });

  it('answers the banner', async () => {
    const { body } = await anonymous.get('/', { accept: 'application/json' });
    expect(body).toEqual({
      status: 'healthy',
      service: 'twoinone-ml',
      version: expect.stringMatching(/^\d/) as string,
    });
  });

  it('enrols the caller', async () => {
    const first = await ada.post('/ml/enroll-face', [filePart(await portrait('ada'))]);
    expect(first.status).toBe(200);
    expect(first.body).toEqual({ success: true, message: 'Visage enregistré avec succès.', face_count: 1 });
    const second = await flora.post('/ml/enroll-face', [filePart(await portrait('flora'))]);
    expect(second.body).toMatchObject({ success: true, face_count: 1 });
  });

  it.each(CONDITIONS.map((conditions, index) => [index, conditions] as const))(
    'recognises them again under condition %i',
    async (_index, conditions) => {
      for (const name of ['ada', 'flora'] as const) {
        const photo = await rephotograph(await portrait(name), conditions);
        const { status, body } = await admin.post('/ml/verify-face', [filePart(photo)]);
        expect(status).toBe(200);
        expect(body).toMatchObject({ success: true, user_id: name });
        expect(body['confidence']).toBeGreaterThanOrEqual(0.6);
        expect(body['confidence']).toBeLessThanOrEqual(1);
      }
    },
  );

  it('tells anonymous callers less exactly', async () => {
    const { body } = await anonymous.post('/ml/verify-face', [filePart(await portrait('ada'))]);
    expect(body).toMatchObject({ success: true, user_id: 'ada' });
    expect((Number(body['confidence']) * 10) % 1).toBeCloseTo(0);
  });

  it('names nobody for a stranger', async () => {
    for (const stranger of ['bea', 'cleo', 'dina', 'edith', 'grace'] as const) {
      const { status, body } = await anonymous.post('/ml/verify-face', [filePart(await portrait(stranger))]);
      expect(status).toBe(200);
      expect(body).toEqual({
        success: false,
        confidence: 0,
        message: 'Visage non reconnu.',
        code: 'NO_MATCH',
      });
    }
  });

  it('verifies one claimed person only', async () => {
    const photo = filePart(await portrait('ada'));
    const claim = (userId: string) => ({ name: 'user_id', content: userId });
    expect((await ada.post('/ml/verify-face', [claim('ada'), photo])).body).toMatchObject({ user_id: 'ada' });
    expect((await ada.post('/ml/verify-face', [claim('me'), photo])).body).toMatchObject({ user_id: 'ada' });
    const other = await ada.post('/ml/verify-face', [claim('flora'), photo]);
    const unknown = await ada.post('/ml/verify-face', [claim('nobody'), photo]);
    expect(other.body).toEqual({
      success: false,
      confidence: 0,
      message: 'Visage non reconnu.',
      code: 'NO_MATCH',
    });
    expect(unknown.body).toEqual(other.body);
    expect(unknown.status).toBe(other.status);
  });

  it('refuses user_id=me without a token', async () => {
    const { status, body } = await anonymous.post('/ml/verify-face', [
      { name: 'user_id', content: 'me' },
      filePart(await portrait('ada')),
    ]);
    expect([status, body['code']]).toEqual([401, 'TOKEN_MISSING']);
  });

  it('compares two photos', async () => {
    const again = await rephotograph(await portrait('ada'), CONDITIONS[0]);
    const same = await ada.post('/ml/compare-faces', [
      filePart(await portrait('ada'), 'file_a'),
      filePart(again, 'file_b'),
    ]);
    expect(same.body).toMatchObject({ success: true });
    const different = await ada.post('/ml/compare-faces', [
      filePart(await portrait('ada'), 'file_a'),
      filePart(await portrait('dina'), 'file_b'),
    ]);
    expect(different.body).toMatchObject({ success: false, confidence: 0, code: 'NO_MATCH' });
  });

  it('lists who is enrolled, whole and by page', async () => {
    expect((await ada.get('/ml/users-enrolled')).body).toEqual({
      enrolled_users: ['ada', 'flora'],
      total_count: 2,
    });
    const page = await ada.get('/ml/users-enrolled?limit=1');
    expect(page.body).toEqual({ enrolled_users: ['ada'], total_count: 2, next_cursor: 'ada' });
    const last = await ada.get('/ml/users-enrolled?limit=1&cursor=ada');
    expect(last.body).toEqual({ enrolled_users: ['flora'], total_count: 2 });
  });

  it('answers 200 without a user for no face and for several', async () => {
    const none = await anonymous.post('/ml/verify-face', [filePart(await emptyScene())]);
    expect(none.body).toMatchObject({ success: false, confidence: 0, code: 'NO_FACE' });
    const several = await anonymous.post('/ml/verify-face', [filePart(await groupPhoto())]);
    expect(several.body).toMatchObject({ success: false, confidence: 0, code: 'SEVERAL_FACES' });
    expect([none.status, several.status]).toEqual([200, 200]);
  });

  it('finds the faces of a photo for guidance', async () => {
    const { status, body } = await ada.post('/ml/analyze-face', [filePart(await groupPhoto())]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ width: 1920, height: 1537, subject: null });
    expect(body['faces']).toHaveLength(4);
  });

  it('keeps the newest five', async () => {
    for (let count = 2; count <= 7; count += 1) {
      const photo = await rephotograph(await portrait('ada'), { ...CONDITIONS[0], tilt: count });
      const { body } = await ada.post('/ml/enroll-face', [filePart(photo)]);
      expect(body['face_count']).toBe(Math.min(count, 5));
    }
  });

  it('deletes on the own or an admin request, and forgets at once', async () => {
    const foreign = await ada.delete('/ml/delete-face/flora');
    expect([foreign.status, foreign.body['code']]).toEqual([403, 'FORBIDDEN']);
    const own = await ada.delete('/ml/delete-face/ada');
    expect([own.status, own.body]).toEqual([200, { success: true, message: 'Enregistrement supprimé.' }]);
    const after = await anonymous.post('/ml/verify-face', [filePart(await portrait('ada'))]);
    expect(after.body).toMatchObject({ success: false, code: 'NO_MATCH' });
    const again = await ada.delete('/ml/delete-face/ada');
    expect([again.status, again.body['code']]).toEqual([404, 'NOT_ENROLLED']);
    expect((await admin.delete('/ml/delete-face/flora')).status).toBe(200);
    expect((await anonymous.get('/ml/health')).body['enrolled_users_count']).toBe(0);
  });
});

describe('errors', () => {
  it('are problem details in the language of the person', async () => {
    const french = await anonymous.get('/ml/users-enrolled');
    expect(french.headers.get('content-type')).toContain('application/problem+json');
    expect(french.headers.get('www-authenticate')).toBe('Bearer');
    expect(french.body).toEqual({
      type: 'urn:twoinone-ml:error:TOKEN_MISSING',
      title: 'Bearer token required',
      status: 401,
      detail: 'Token invalide',
      code: 'TOKEN_MISSING',
      request_id: french.headers.get('x-request-id'),
    });
    const english = await anonymous.get('/ml/users-enrolled', {
      'accept-language': 'en-GB,en;q=0.9,fr;q=0.5',
    });
    expect(english.body['detail']).toBe('Invalid token');
    const german = await anonymous.get('/ml/users-enrolled', { 'accept-language': 'de' });
    expect(german.body['detail']).toBe('Token invalide');
  });

  it.each([
    ['POST', '/ml/enroll-face'],
    ['GET', '/ml/users-enrolled'],
    ['DELETE', '/ml/delete-face/ada'],
    ['POST', '/ml/compare-faces'],
    ['POST', '/ml/analyze-face'],
  ])('need a token: %s %s', async (method, path) => {
    const missing = await anonymous.send(method, path);
    expect([missing.status, missing.body['code']]).toEqual([401, 'TOKEN_MISSING']);
    const bad = await anonymous.send(method, path, { authorization: 'Bearer nonsense' });
    expect([bad.status, bad.body['code'], bad.body['detail']]).toEqual([
      401,
      'TOKEN_INVALID',
      'Token invalide',
    ]);
  });

  it('never takes a bad token for an anonymous caller', async () => {
    const { status, body } = await new HttpClient(service.url, 'Bearer nonsense').post('/ml/verify-face', [
      filePart(await portrait('ada')),
    ]);
    expect([status, body['code']]).toEqual([401, 'TOKEN_INVALID']);
  });

  it('store nothing', async () => {
    const client = new HttpClient(service.url, await bearer('nobody-stored'));
    const none = await client.post('/ml/enroll-face', [filePart(await emptyScene())]);
    expect([none.status, none.body['code']]).toEqual([400, 'NO_FACE']);
    const several = await client.post('/ml/enroll-face', [filePart(await groupPhoto())]);
    expect([several.status, several.body['code']]).toEqual([400, 'SEVERAL_FACES']);
    expect((await client.get('/ml/users-enrolled')).body['total_count']).toBe(0);
  });

  it('name the field that does not fit', async () => {
    const { status, body } = await ada.get('/ml/users-enrolled?limit=0');
    expect([status, body['code']]).toEqual([400, 'VALIDATION_FAILED']);
    expect(body['errors']).toEqual([{ field: 'limit', message: 'limit must not be less than 1' }]);
  });

  it('answer 404 for what does not exist', async () => {
    const { status, body } = await anonymous.get('/ml/nothing-here');
    expect([status, body['code']]).toEqual([404, 'NOT_FOUND']);
  });
});

describe('browsers', () => {
  it('are let in from allowed origins only', async () => {
    const allowed = await anonymous.get('/ml/health', { origin: 'http://localhost:3000' });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    const other = await anonymous.get('/ml/health', { origin: 'http://localhost.evil.example' });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('probes', () => {
  it.each(['/health/live', '/health/ready', '/health/startup'])('%s is green', async (path) => {
    const { status, body } = await anonymous.get(path);
    expect([status, body['status']]).toEqual([200, 'ok']);
  });
});
