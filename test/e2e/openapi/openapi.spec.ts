import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import fc from 'fast-check';
import { ERRORS } from '../../../src/common/error-codes.js';
import { packageRoot } from '../../../src/config/package-root.js';
import { previewOpenApiDocument } from '../../../src/cli/openapi/openapi-preview.js';
import { requestsOf } from '../../support/http/generated-requests.js';
import { filePart, type HttpAnswer, HttpClient } from '../../support/http/http-client.js';
import { OpenApiConformance } from '../../support/http/openapi-conformance.js';
import { emptyScene, groupPhoto, portrait } from '../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../support/test-app.js';

/** Enough to find what is easily found, in about half a minute. More: `GENERATED_REQUESTS=2000 npx jest openapi`. */
const GENERATED_REQUESTS = Number(process.env['GENERATED_REQUESTS'] ?? 20);

let service: TestApp;
let document: OpenAPIObject;
let conformance: OpenApiConformance;

beforeAll(async () => {
  document = await previewOpenApiDocument();
  conformance = new OpenApiConformance(document);
  service = await startTestApp();
});

afterAll(() => service.close());

describe('the document', () => {
  it('is OpenAPI 3.1, the same with and without a running service', async () => {
    expect(document.openapi).toBe('3.1.0');
    const served = await new HttpClient(service.url).get('/openapi.json');
    expect(served.status).toBe(200);
    expect(served.body).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('keeps the recommended rules of Redocly', () => {
    const linter = join(packageRoot, 'test/support/http/lint-openapi.js');
    expect(
      execFileSync(process.execPath, [linter], { input: JSON.stringify(document), encoding: 'utf8' }),
    ).toBe('');
  });

  it('gives each operation one tag, which generated clients make a class of', () => {
    const tags = Object.values(document.paths)
      .flatMap(({ get, post, delete: remove }) => [get, post, remove])
      .flatMap((operation) => (operation === undefined ? [] : [operation.tags?.length]));
    expect(new Set(tags)).toEqual(new Set([1]));
  });

  it('has every route of the controllers', () => {
    const router = (service.app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } }).router;
    const routes = router.stack.flatMap(({ route }) => (route === undefined ? [] : [route.path]));
    const undocumented = routes
      .map((path) => path.replace(/:(\w+)/g, '{$1}'))
      .filter((path) => !(path in document.paths) && !NOT_OF_THE_API.test(path));
    expect(undocumented).toEqual([]);
    expect(routes.length).toBeGreaterThanOrEqual(Object.keys(document.paths).length);
  });

  it('explains every error code with an example', () => {
    const text = JSON.stringify(document.paths);
    const unexplained = Object.keys(ERRORS).filter(
      (code) => !text.includes(`urn:twoinone-ml:error:${code}"`),
    );
    // The answer to what is no operation of the document.
    expect(unexplained).toEqual(['METHOD_NOT_ALLOWED']);
  });
});

/** The document itself, its page, and the console's token for developers, which production does not have. */
const NOT_OF_THE_API = /^\/(docs\b|openapi\.json$|dev\/token$)/;

interface Layer {
  route?: { path: string };
}

describe('real answers', () => {
  it('of the contract’s flow conform to it', async () => {
    const ada = new HttpClient(service.url, await bearer('ada'));
    const anonymous = new HttpClient(service.url);
    const me = filePart(await portrait('ada'));
    const steps: [method: string, path: string, status: number, answer: Promise<HttpAnswer>][] = [
      ['GET', '/', 200, anonymous.get('/', { accept: 'application/json' })],
      ['GET', '/ml/health', 200, anonymous.get('/ml/health')],
      ['GET', '/health/live', 200, anonymous.get('/health/live')],
      ['GET', '/health/ready', 200, anonymous.get('/health/ready')],
      ['GET', '/health/startup', 200, anonymous.get('/health/startup')],
      ['GET', '/metrics', 200, anonymous.get('/metrics')],
      ['POST', '/ml/analyze-face', 200, ada.post('/ml/analyze-face', [me])],
      ['POST', '/ml/analyze-face', 200, ada.post('/ml/analyze-face', [filePart(await groupPhoto())])],
      ['POST', '/ml/enroll-face', 200, ada.post('/ml/enroll-face', [me])],
      ['POST', '/ml/enroll-face', 400, ada.post('/ml/enroll-face', [filePart(await emptyScene())])],
      ['POST', '/ml/enroll-face', 415, ada.post('/ml/enroll-face', [filePart('a text named .jpg')])],
      ['POST', '/ml/enroll-face', 401, anonymous.post('/ml/enroll-face', [me])],
    ];
    const faults: string[] = [];
    const check = async (method: string, path: string, status: number, answer: Promise<HttpAnswer>) => {
      const got = await answer;
      expect([path, got.status]).toEqual([path, status]);
      faults.push(...conformance.faults({ method, path }, got));
    };
    for (const step of steps) await check(...step);
    await check('POST', '/ml/verify-face', 200, anonymous.post('/ml/verify-face', [me]));
    await check(
      'POST',
      '/ml/verify-face',
      200,
      anonymous.post('/ml/verify-face', [filePart(await groupPhoto())]),
    );
    const pair = [filePart(await portrait('ada'), 'file_a'), filePart(await portrait('bea'), 'file_b')];
    await check('POST', '/ml/compare-faces', 200, ada.post('/ml/compare-faces', pair));
    await check('GET', '/ml/users-enrolled', 200, ada.get('/ml/users-enrolled?limit=1'));
    await check('GET', '/ml/users-enrolled', 400, ada.get('/ml/users-enrolled?limit=0'));
    await check('DELETE', '/ml/delete-face/{user_id}', 403, ada.delete('/ml/delete-face/bea'));
    await check('DELETE', '/ml/delete-face/{user_id}', 200, ada.delete('/ml/delete-face/ada'));
    await check('DELETE', '/ml/delete-face/{user_id}', 404, ada.delete('/ml/delete-face/ada'));
    expect(faults).toEqual([]);
  });

  it('a field that the document forgot would be noticed', async () => {
    const answer = await new HttpClient(service.url).get('/health/live');
    const more = { ...answer, body: { ...answer.body, secret: 1 } };
    expect(conformance.faults({ method: 'GET', path: '/health/live' }, more)).toHaveLength(1);
    expect(
      conformance.faults({ method: 'GET', path: '/health/live' }, { ...answer, status: 418 }),
    ).toHaveLength(1);
  });
});

describe('generated requests', () => {
  it('never get a 500 nor anything undocumented, whatever the operation', async () => {
    const ingredients = {
      tokens: [await bearer('ada'), await bearer('root', { role: 'admin' })],
      photos: [await portrait('ada'), await emptyScene()],
    };
    const client = new HttpClient(service.url);
    for (const operation of conformance.operations) {
      await fc.assert(
        fc.asyncProperty(requestsOf(operation, ingredients), async ({ target, headers, parts }) => {
          const answer =
            parts === undefined
              ? await client.send(operation.method, target, headers)
              : await client.post(target, parts, headers);
          expect(answer.status).not.toBe(500);
          expect(conformance.faults(operation, answer)).toEqual([]);
        }),
        { numRuns: GENERATED_REQUESTS },
      );
    }
  });
});

describe('Swagger UI', () => {
  it('is served with a policy of its own, the API keeps the strict one', async () => {
    const client = new HttpClient(service.url);
    const page = await client.get('/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect((await client.get('/docs/swagger-ui-bundle.js')).status).toBe(200);
    const api = await client.get('/ml/health');
    expect(api.headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
  });
});
