import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { AppError } from '../../../src/common/app-error.js';
import { AppConfig } from '../../../src/config/app-config.js';
import { loadEnv } from '../../../src/config/load-env.js';
import { MetricsTokenGuard } from '../../../src/observability/metrics-token.guard.js';
import { filePart, HttpClient } from '../../support/http/http-client.js';
import { OtlpReceiver } from '../../support/servers/otlp-receiver.js';
import { emptyScene, portrait } from '../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../support/test-app.js';

const TOKEN = 'a-token-for-prometheus';

/** Value of one sample in the text format; undefined when there is none. */
function sample(text: string, name: string, labels: Record<string, string> = {}): number | undefined {
  const line = text.split('\n').find((each) => {
    const [, found, written = ''] = /^(\w+)(?:\{(.*)\})? /.exec(each) ?? [];
    return (
      found === name && Object.entries(labels).every(([key, value]) => written.includes(`${key}="${value}"`))
    );
  });
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

describe('observability', () => {
  let collector: OtlpReceiver;
  let service: TestApp;
  let ada: HttpClient;
  const scrape = async (): Promise<string> => {
    const response = await fetch(`${service.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    return response.text();
  };

  beforeAll(async () => {
    collector = await OtlpReceiver.start();
    service = await startTestApp({
      METRICS_TOKEN: TOKEN,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=for%20the%20collector',
    });
    ada = new HttpClient(service.url, await bearer('canary-user'));
    await ada.post('/ml/enroll-face', [filePart(await portrait('ada'))], {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    await ada.post('/ml/enroll-face', [filePart(await emptyScene())]);
    await ada.post('/ml/verify-face', [filePart(await portrait('ada'))]);
    await ada.post('/ml/verify-face', [filePart(await portrait('flora'))]);
    await ada.delete('/ml/delete-face/somebody-else');
    await ada.get('/nowhere');
  });
  afterAll(async () => {
    await service.close();
    await collector.stop();
  });

  it('times requests by the pattern of their route and their status', async () => {
    const text = await scrape();
    const requests = (method: string, route: string, status: string) =>
      sample(text, 'twoinone_http_request_duration_seconds_count', { method, route, status });
    expect(requests('POST', '/ml/enroll-face', '200')).toBe(1);
    expect(requests('POST', '/ml/enroll-face', '400')).toBe(1);
    expect(requests('POST', '/ml/verify-face', '200')).toBe(2);
    expect(requests('DELETE', '/ml/delete-face/:user_id', '403')).toBe(1);
    expect(requests('GET', '(unmatched)', '404')).toBe(1);
  });

  it('times the stages of a photo and the steps of a request', async () => {
    const text = await scrape();
    const counted = (stage: string) =>
      sample(text, 'twoinone_inference_stage_duration_seconds_count', { stage });
    expect(['queue', 'decode', 'detect'].map(counted)).toEqual([4, 4, 4]);
    // Nobody is in one of the photographs.
    expect(counted('embed')).toBe(3);
    expect(counted('passive')).toBeUndefined();
    expect(
      sample(text, 'twoinone_inference_stage_duration_seconds_sum', { stage: 'detect' }),
    ).toBeGreaterThan(0.005);
    const steps = (operation: string) =>
      sample(text, 'twoinone_operation_duration_seconds_count', { operation, outcome: 'done' });
    expect(steps('inference')).toBe(4);
    expect(steps('gallery.search')).toBeGreaterThanOrEqual(2);
    expect(steps('database.transaction')).toBeGreaterThanOrEqual(1);
  });

  it('counts decisions and enrolments', async () => {
    const text = await scrape();
    const decisions = (outcome: string) =>
      sample(text, 'twoinone_face_decisions_total', { mode: 'identification', outcome });
    expect(decisions('match')).toBe(1);
    expect(decisions('no_match')).toBe(1);
    expect(sample(text, 'twoinone_enrolments_total', { outcome: 'stored' })).toBe(1);
    expect(sample(text, 'twoinone_enrolments_total', { outcome: 'no_face' })).toBe(1);
  });

  it('shows the state of the processes, the gallery and Node', async () => {
    const text = await scrape();
    expect(sample(text, 'twoinone_inference_ready')).toBe(1);
    expect(sample(text, 'twoinone_inference_workers')).toBe(1);
    expect(sample(text, 'twoinone_inference_queue_depth')).toBe(0);
    expect(sample(text, 'twoinone_inference_resident_memory_bytes')).toBeGreaterThan(50e6);
    expect(sample(text, 'twoinone_gallery_users')).toBe(1);
    expect(sample(text, 'twoinone_gallery_encodings')).toBe(1);
    expect(sample(text, 'process_resident_memory_bytes')).toBeGreaterThan(50e6);
  });

  it('names nobody', async () => {
    const text = await scrape();
    expect(text).not.toContain('canary-user');
    expect(text).not.toContain('somebody-else');
  });

  it.each([
    ['no token', undefined, 'TOKEN_MISSING'],
    ['a wrong token', `Bearer ${TOKEN}x`, 'TOKEN_INVALID'],
    ["a user's token", 'user', 'TOKEN_INVALID'],
  ])('refuses %s', async (_, given, code) => {
    const authorization = given === 'user' ? await bearer('ada') : given;
    const { status, body } = await new HttpClient(service.url, authorization).get('/metrics');
    expect({ status, code: body['code'] }).toEqual({ status: 401, code });
  });

  it("sends a trace of each request, below the caller's, with its steps and stages", async () => {
    const request = await collector.waitFor(({ name }) => name === 'POST /ml/enroll-face');
    expect(request).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
    });
    const inference = await collector.waitFor(
      ({ name, parentSpanId }) => name === 'inference' && parentSpanId === request.spanId,
    );
    expect(
      collector
        .childrenOf(inference)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(
      ['queue', 'decode', 'detect', 'landmarks', 'embed'].map((stage) => `inference.${stage}`).sort(),
    );
    expect(collector.childrenOf(request).map(({ name }) => name)).toContain('database.transaction');
    for (const step of collector.childrenOf(request)) {
      expect(Number(step.endTimeUnixNano)).toBeLessThanOrEqual(Number(request.endTimeUnixNano));
    }
    expect(collector.paths[0]).toBe('/v1/traces');
    expect(collector.headers[0]?.['api-key']).toBe('for the collector');
    expect(collector.resource).toMatchObject({
      'service.name': 'twoinone-ml',
      'deployment.environment.name': 'development',
    });
  });

  it('puts no id, token or path into a trace', async () => {
    await collector.waitFor(({ name }) => name === 'DELETE /ml/delete-face/:user_id');
    const text = JSON.stringify(collector.spans);
    expect(text).not.toContain('canary-user');
    expect(text).not.toContain('somebody-else');
  });
});

describe('the metrics token', () => {
  const production = {
    ENVIRONMENT: 'production',
    DATABASE_URL: 'postgresql://u:p@db/faces',
    SUPABASE_URL: 'https://ref.supabase.co',
    SUPABASE_ANON_KEY: 'anon',
    JWT_SECRET_KEY: 'a-secret-that-only-the-tests-know-0123456789',
    ALLOWED_ORIGINS: 'https://app.example.com',
  };
  const codeOf = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      if (error instanceof AppError) return error.code;
      throw error;
    }
    return 'no error';
  };
  const ask = (env: Record<string, string>, ...authorization: string[]): boolean => {
    const guard = new MetricsTokenGuard(new AppConfig(loadEnv(env)));
    const rawHeaders = authorization.flatMap((value) => ['Authorization', value]);
    return guard.canActivate(new ExecutionContextHost([{ rawHeaders }]));
  };

  it.each(['production', 'staging'])(
    'is needed in %s: without one configured there are no metrics',
    (name) => {
      const env = { ...production, ENVIRONMENT: name };
      expect(codeOf(() => ask(env))).toBe('NOT_FOUND');
      expect(ask({ ...env, METRICS_TOKEN: TOKEN }, `Bearer ${TOKEN}`)).toBe(true);
      expect(codeOf(() => ask({ ...env, METRICS_TOKEN: TOKEN }))).toBe('TOKEN_MISSING');
    },
  );

  it('is read as strictly as users’ tokens are', () => {
    const env = { METRICS_TOKEN: TOKEN };
    expect(ask(env, `bearer  ${TOKEN}`)).toBe(true);
    expect(codeOf(() => ask(env, `Bearer ${TOKEN}`, `Bearer ${TOKEN}`))).toBe('AUTHORIZATION_AMBIGUOUS');
    expect(codeOf(() => ask(env, `Bearer ${TOKEN}!`))).toBe('TOKEN_INVALID');
    expect(codeOf(() => ask(env, `Basic ${TOKEN}`))).toBe('TOKEN_INVALID');
  });

  it('is not needed in development', () => {
    expect(ask({})).toBe(true);
  });
});
