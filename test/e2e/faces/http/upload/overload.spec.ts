import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { FaceEmbeddingService } from '../../../../../src/faces/embedding/face-embedding.service.js';
import type { PhotoUpload } from '../../../../../src/faces/embedding/photo-upload.js';
import { PhotoForm } from '../../../../../src/faces/http/dto/faces.requests.js';
import { Photos } from '../../../../../src/faces/http/upload/photos.decorator.js';
import { ReadPhotos } from '../../../../../src/faces/http/upload/read-photos.decorator.js';
import { UploadModule } from '../../../../../src/faces/http/upload/upload.module.js';
import { createOpenApiDocument } from '../../../../../src/openapi/openapi.document.js';
import { eventually } from '../../../../support/eventually.js';
import { filePart, HttpClient } from '../../../../support/http/http-client.js';
import { RawSocket, uploadHead } from '../../../../support/http/raw-socket.js';
import { beforeFullLine } from '../../../../support/inference/full-line.js';
import { startTestApp, type TestApp, tokenRefusals } from '../../../../support/test-app.js';

type OperationObject = NonNullable<OpenAPIObject['paths'][string]['post']>;

const BAD_TOKEN = 'Bearer nonsense';

const MULTIPART = 'multipart/form-data';

/** A route as somebody may add one tomorrow, knowing nothing of overload. */
@Controller('ml/novelties')
class NewPhotoController {
  @Post(':name/photo')
  @ReadPhotos(PhotoForm)
  photo(@Photos() { photos }: PhotoUpload): object {
    return { bytes: photos[0]?.length };
  }
}

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp({}, [NewPhotoController], [UploadModule]);
});

afterAll(() => service.close());

/** Every operation that takes a multipart body, as the document has it. */
function photoPaths(): string[] {
  const { paths } = createOpenApiDocument(service.app);
  const takesPhotos = (operation: OperationObject | undefined) =>
    operation?.requestBody !== undefined &&
    'content' in operation.requestBody &&
    MULTIPART in operation.requestBody.content;
  return Object.entries(paths).flatMap(([path, { post }]) => (takesPhotos(post) ? [path] : []));
}

it('every route with photos, a new one too, refuses them beyond a full line before it looks at the token, and takes them again after', async () => {
  const paths = photoPaths();
  expect(paths).toEqual(
    expect.arrayContaining(['/ml/enroll-face', '/ml/verify-face', '/ml/novelties/{name}/photo']),
  );
  for (const path of paths) {
    const client = new HttpClient(service.url, BAD_TOKEN);
    const target = path.replace('{name}', 'any');
    tokenRefusals(service);
    const refused = await beforeFullLine(service.app.get(FaceEmbeddingService), () =>
      client.post(target, [filePart('not read')]),
    );
    expect([path, refused.status, refused.body['code']]).toEqual([path, 503, 'OVERLOADED']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(tokenRefusals(service)).toEqual([]);
    const taken = await client.post(target, [filePart('not read')]);
    expect([path, taken.status, taken.body['code']]).toEqual([path, 401, 'TOKEN_INVALID']);
  }
});

describe('refused requests', () => {
  let limited: TestApp;

  beforeAll(async () => {
    limited = await startTestApp({ RATE_LIMIT_PER_MINUTE: '3' });
  });
  afterAll(() => limited.close());

  it('count against the limits of their address', async () => {
    const client = new HttpClient(limited.url);
    const ask = async () => (await client.post('/ml/verify-face', [filePart('not read')])).body['code'];
    const refused = await beforeFullLine(limited.app.get(FaceEmbeddingService), async () => [
      await ask(),
      await ask(),
      await ask(),
    ]);
    expect(refused).toEqual(['OVERLOADED', 'OVERLOADED', 'OVERLOADED']);
    expect(await ask()).toBe('RATE_LIMITED');
  });
});

/** @returns whether a place is free, without taking it */
function hasRoom(embedding: FaceEmbeddingService): boolean {
  try {
    embedding.admit({ key: 'somebody', known: false });
    return true;
  } catch {
    return false;
  }
}

it('a client that goes away while its photo is on its way frees its place, before that lapses by itself', async () => {
  const embedding = service.app.get(FaceEmbeddingService);
  await beforeFullLine(embedding, async (places) => {
    places.pop()?.release();
    const client = await RawSocket.open(service.url);
    client.send(uploadHead('/ml/verify-face', 1_000), 'not all of it');
    await eventually(() => !hasRoom(embedding));
    client.destroy();
    await eventually(() => hasRoom(embedding));
  });
});

it('answers everything else beside a full line', async () => {
  const answers = await beforeFullLine(service.app.get(FaceEmbeddingService), () =>
    Promise.all(['/health/live', '/health/ready'].map((path) => new HttpClient(service.url).get(path))),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
});
