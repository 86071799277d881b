import { getMetadataStorage } from 'class-validator';
import { errorSentence } from '../../../src/common/error-sentences/error-sentence.js';
import { RULES } from '../../../src/common/http/field-faults.js';
import { LOCALES } from '../../../src/common/locales.js';
import { TEXTS } from '../../../web/src/texts/index.js';
import { filePart, HttpClient } from '../../support/http/http-client.js';
import { portrait } from '../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;
let ada: HttpClient;

beforeAll(async () => {
  service = await startTestApp();
  ada = new HttpClient(service.url, await bearer('ada'));
});
afterAll(() => service.close());

describe('the sentence for the person', () => {
  it.each([
    [undefined, 'fr'],
    ['*', 'fr'],
    ['de', 'fr'],
    ['de, *;q=0.5', 'fr'],
    ['en', 'en'],
    ['en-GB,en;q=0.9,fr;q=0.5', 'en'],
    ['es', 'es'],
    ['ES-mx', 'es'],
    ['de, es-419;q=0.9, en;q=0.8', 'es'],
    ['es;q=0, en;q=0.1', 'en'],
    ['pt;q=1, es;q=0.2, fr;q=0.3', 'fr'],
  ] as const)('for Accept-Language %s is in %s', async (header, locale) => {
    const { status, body } = await ada.delete(
      '/ml/delete-face/ada',
      header === undefined ? {} : { 'accept-language': header },
    );
    expect([status, body['detail']]).toEqual([404, errorSentence('NOT_ENROLLED', locale)]);
  });

  it('is in Spanish on success too', async () => {
    const spanish = { 'accept-language': 'es-ES,es;q=0.9' };
    const enrolled = await ada.post('/ml/enroll-face', [filePart(await portrait('ada'))], spanish);
    expect(enrolled.body).toMatchObject({ success: true, message: 'Cara registrada correctamente.' });
    const verified = await ada.post('/ml/verify-face', [filePart(await portrait('dina'))], spanish);
    expect(verified.body).toMatchObject({ success: false, message: 'Cara no reconocida.' });
    const deleted = await ada.delete('/ml/delete-face/ada', spanish);
    expect(deleted.body).toMatchObject({ success: true, message: 'Registro eliminado.' });
  });
});

describe('what is wrong with a field', () => {
  it.each([
    // Named by nobody: for the developer who sent it.
    [undefined, 'limit must not be less than 1'],
    ['*', 'limit must not be less than 1'],
    ['de', 'limit must not be less than 1'],
    ['en', 'limit must not be less than 1'],
    ['fr-CA, en;q=0.5', 'limit ne doit pas être inférieur à 1'],
    ['es', 'limit no debe ser inferior a 1'],
  ])('for Accept-Language %s is: %s', async (header, message) => {
    const { status, body } = await ada.get(
      '/ml/users-enrolled?limit=0',
      header === undefined ? {} : { 'accept-language': header },
    );
    expect([status, body['errors']]).toEqual([400, [{ field: 'limit', message }]]);
  });

  it.each([
    ['x'.repeat(256), 'cursor est trop long'],
    ['%20', 'cursor est vide'],
    ['a%00b', 'cursor contient des caractères de contrôle'],
  ])('of the user id %s is: %s', async (cursor, message) => {
    const { body } = await ada.get(`/ml/users-enrolled?cursor=${cursor}`, { 'accept-language': 'fr' });
    expect(body['errors']).toEqual([{ field: 'cursor', message }]);
  });

  it('has its own sentence for every rule in use', () => {
    const { validationMetadatas } = getMetadataStorage() as unknown as {
      validationMetadatas: Map<unknown, { name?: string; type: string }[]>;
    };
    const inUse = [...validationMetadatas.values()]
      .flat()
      .flatMap(({ name, type }) => (type === 'customValidation' ? (name ?? []) : []));
    expect(inUse.length).toBeGreaterThan(5);
    expect([...new Set(inUse)].filter((name) => !(name in RULES))).toEqual([]);
  });
});

describe('the console', () => {
  it('fills the same gaps in every language', () => {
    const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).sort();
    for (const [key, sentence] of Object.entries(TEXTS)) {
      const all = LOCALES.map((locale) => gaps(sentence[locale]));
      expect([key, all]).toEqual([key, LOCALES.map(() => gaps(sentence.fr))]);
    }
  });
});
