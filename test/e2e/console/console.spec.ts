import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppConfig } from '../../../src/config/app-config.js';
import { packageRoot } from '../../../src/config/package-root.js';
import { HttpClient } from '../../support/http/http-client.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

describe('the console in development', () => {
  let service: TestApp;
  let client: HttpClient;
  const key = () => ({ 'x-development-key': service.app.get(AppConfig).developmentKey });

  beforeAll(async () => {
    expect(existsSync(join(packageRoot, 'dist/console/index.html'))).toBe(true);
    service = await startTestApp();
    client = new HttpClient(service.url);
  });
  afterAll(() => service.close());

  it('is the page at / for browsers, the banner stays for everybody else', async () => {
    const page = await client.get('/', BROWSER);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('vary')).toContain('Accept');
    for (const accept of ['application/json', '*/*', 'application/json, text/html']) {
      expect((await client.get('/', { accept })).body).toMatchObject({ status: 'healthy' });
    }
  });

  it('answers nothing else in the name of its page, whatever a request makes a condition of', async () => {
    const whole = await client.get('/', BROWSER);
    const ranged = await client.get('/', { ...BROWSER, range: 'bytes=99999999-' });
    expect([ranged.status, ranged.body]).toEqual([200, whole.body]);
    const conditional = await client.get('/', { ...BROWSER, 'if-match': '"another"' });
    expect([conditional.status, conditional.body['code']]).toEqual([400, 'VALIDATION_FAILED']);
    expect(conditional.headers.get('cache-control')).toBe('no-store');
  });

  it('allows nothing inline, no other host, and of the devices the camera only', async () => {
    const { headers, body } = await client.get('/', BROWSER);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers.get('permissions-policy')).toBe('camera=(self), microphone=(), geolocation=()');
    const html = String(body['text']);
    expect(html).not.toMatch(/<style|style="|\son\w+="|<script(?![^>]*src=)/);
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  it('serves its files, and nothing beside them', async () => {
    const types = {
      'main.js': 'javascript',
      'first-paint.js': 'javascript',
      'main.css': 'text/css',
      'icon.svg': 'image/svg+xml',
      'icon-192.png': 'image/png',
      'manifest.webmanifest': 'application/manifest+json',
    };
    for (const [file, type] of Object.entries(types)) {
      const answer = await client.get(`/console/${file}`);
      expect([file, answer.status]).toEqual([file, 200]);
      expect(answer.headers.get('content-type')).toContain(type);
      expect(String(answer.body['text'])).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    }
    for (const path of [
      '/console/',
      '/console/../package.json',
      '/console/%2e%2e/package.json',
      '/console/x.js',
    ]) {
      expect([path, (await client.get(path)).status]).toEqual([path, 404]);
    }
  });

  it('has nobody to sign in with where no project is configured', async () => {
    expect((await client.get('/console/settings.json')).body).toEqual({ supabase: null });
  });

  it('mints tokens that the service accepts', async () => {
    const { status, body } = await client.send('POST', '/dev/token?sub=ada&role=admin', key());
    expect(status).toBe(200);
    const signedIn = new HttpClient(service.url, `Bearer ${String(body['token'])}`);
    expect((await signedIn.get('/ml/users-enrolled')).status).toBe(200);
    // Only an admin learns that there is nothing to delete for somebody else.
    expect((await signedIn.delete('/ml/delete-face/somebody')).body['code']).toBe('NOT_ENROLLED');
  });

  it.each([
    ['without a name', '?sub=', 400, 'VALIDATION_FAILED'],
    ['for a role that does not exist', '?sub=ada&role=root', 400, 'VALIDATION_FAILED'],
  ])('mints none %s', async (_name, query, status, code) => {
    const answer = await client.send('POST', `/dev/token${query}`, key());
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it('mints none for callers through a proxy or from another site', async () => {
    for (const headers of [{ 'x-forwarded-for': '203.0.113.9' }, { origin: 'https://evil.example' }]) {
      const { status, body } = await client.send('POST', '/dev/token?sub=ada', { ...headers, ...key() });
      expect([status, body['code']]).toEqual([404, 'NOT_FOUND']);
    }
  });

  it('mints none without the key of this start: behind a proxy that adds nothing everybody looks local', async () => {
    for (const headers of [
      {},
      { 'x-development-key': '' },
      { 'x-development-key': `${key()['x-development-key']}x` },
    ]) {
      const { status, body } = await client.send('POST', '/dev/token?sub=ada&role=admin', headers);
      expect([status, body['code']]).toEqual([403, 'FORBIDDEN']);
    }
  });
});

describe.each([
  ['CONSOLE=false', { CONSOLE: 'false' }, false],
  ['staging', { ENVIRONMENT: 'staging' }, true],
])('with %s', (_name, env, hasConsole) => {
  let service: TestApp;
  let client: HttpClient;

  beforeAll(async () => {
    service = await startTestApp(env);
    client = new HttpClient(service.url);
  });
  afterAll(() => service.close());

  it('the development token does not exist', async () => {
    const { status, body } = await client.send('POST', '/dev/token?sub=ada');
    expect([status, body['code']]).toEqual([404, 'NOT_FOUND']);
  });

  it(`the console is ${hasConsole ? 'on' : 'off'}`, async () => {
    const page = await client.get('/', BROWSER);
    expect(page.headers.get('content-type')).toContain(hasConsole ? 'text/html' : 'application/json');
    expect((await client.get('/console/main.js')).status).toBe(hasConsole ? 200 : 404);
  });
});

describe('with a Supabase project', () => {
  it('names it and its public key to the page, which may ask that host and no other', async () => {
    const service = await startTestApp({
      SUPABASE_URL: 'http://kong:8000',
      SUPABASE_ISSUER: 'https://project.example.com/auth/v1',
      SUPABASE_ANON_KEY: 'public-key',
    });
    try {
      const client = new HttpClient(service.url);
      expect((await client.get('/console/settings.json')).body).toEqual({
        supabase: { authUrl: 'https://project.example.com/auth/v1', anonKey: 'public-key' },
      });
      const policy = (await client.get('/', BROWSER)).headers.get('content-security-policy') ?? '';
      expect(policy).toContain("connect-src 'self' https://project.example.com;");
      expect(policy.match(/https?:/g)).toHaveLength(1);
    } finally {
      await service.close();
    }
  });
});
