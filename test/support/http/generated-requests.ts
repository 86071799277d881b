import fc from 'fast-check';
import type { Part } from './http-client.js';
import type { Operation } from './openapi-conformance.js';

export interface GeneratedRequest {
  operation: Operation;
  /** Path with its query. */
  target: string;
  headers: Record<string, string>;
  parts: Part[] | undefined;
}

/** What requests are made of that cannot be generated: real tokens and photos. */
export interface Ingredients {
  tokens: readonly string[];
  photos: readonly Buffer[];
}

/** A requests of an operation: right, nearly right and plainly wrong. */
export function requestsOf(
  operation: Operation,
  { tokens, photos }: Ingredients,
): fc.Arbitrary<GeneratedRequest> {
  return fc
    .record({
      path: pathOf(operation),
      query: queryOf(operation),
      headers: headersWith(tokens),
      parts: operation.takesPhotos ? partsWith(photos) : fc.constant(undefined),
      contentType: fc.option(fc.constantFrom('application/json', 'text/plain', 'multipart/form-data', 'x'), {
        freq: 6,
      }),
    })
    .map(({ path, query, headers, parts, contentType }) => ({
      operation,
      target: query === '' ? path : `${path}?${query}`,
      headers:
        parts === undefined || contentType === null ? headers : { ...headers, 'content-type': contentType },
      parts,
    }));
}

/** Any text, control characters included; no lone surrogates, which no client can send. */
const text = fc.string({ unit: 'binary', maxLength: 300 });

function pathOf({ path, parameters }: Operation): fc.Arbitrary<string> {
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  // An empty segment, `.` and `..` make another path.
  const segment = text.filter((value) => !['', '.', '..'].includes(value));
  return fc
    .tuple(...inPath.map(() => segment))
    .map((values) =>
      inPath.reduce(
        (url, { name }, i) => url.replace(`{${name}}`, () => encodeURIComponent(values[i] ?? '')),
        path,
      ),
    );
}

function queryOf({ parameters }: Operation): fc.Arbitrary<string> {
  const known = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const name =
    known.length === 0 ? text : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, text);
  const value = fc.oneof(
    text,
    fc.integer({ min: -5, max: 2_000 }).map(String),
    fc.constantFrom('', '1e3', '0x10', 'NaN'),
  );
  return fc
    .array(fc.tuple(name, value), { maxLength: 3 })
    .map((pairs) => new URLSearchParams(pairs).toString());
}

function headersWith(tokens: readonly string[]): fc.Arbitrary<Record<string, string>> {
  return fc.record(
    {
      authorization: fc.constantFrom(...tokens, ...tokens, 'Bearer nonsense', 'Basic dTpw', ''),
      accept: fc.constantFrom('application/json', '*/*', 'image/png'),
      'accept-language': fc.constantFrom('fr', 'en-GB,en;q=0.9', 'de', '*', ';;q=', 'x'.repeat(300)),
      'x-request-id': fc.string({ unit: 'grapheme-ascii', maxLength: 100 }),
    },
    { requiredKeys: [] },
  );
}

function partsWith(photos: readonly Buffer[]): fc.Arbitrary<Part[]> {
  const photo = fc.constantFrom(...photos);
  const content = fc.oneof(
    { weight: 3, arbitrary: photo },
    photo.chain((whole) => fc.nat(whole.length).map((length) => whole.subarray(0, length))),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );
  const fileName = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('file', 'file_a', 'file_b') },
    fc.string({ unit: 'grapheme-ascii', maxLength: 20 }).map((name) => name.replace(/["\r\n]/g, '')),
  );
  const file = fc.record({
    name: fileName,
    filename: fc.constantFrom('photo.jpg', 'photo.svg', '../../etc/passwd', ''),
    type: fc.constantFrom('image/jpeg', 'image/svg+xml', 'text/html'),
    content,
  });
  const field = fc.record({
    name: fc.constantFrom('user_id', 'file', '__proto__', 'a[b]'),
    content: fc.oneof(fc.constantFrom('me', 'ada'), text),
  });
  return fc.array(fc.oneof({ weight: 3, arbitrary: file }, field), { maxLength: 3 });
}
