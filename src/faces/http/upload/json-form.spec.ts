import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '../../../common/app-error.js';
import { MIB } from '../../../config/mebibyte.js';
import { JsonForm } from './json-form.js';
import { UploadBudget } from './upload-budget.js';
import { TEXT_BYTES_MAX } from './upload-faults.js';

const LIMITS = {
  maxBytes: 100,
  maxTotalBytes: 300,
  fields: [
    { name: 'file', most: 3 },
    { name: 'file_b', most: 1 },
  ],
  texts: ['user_id', 'replace'],
  queries: [],
  substitute: undefined,
};
const PHOTO = Buffer.from(Array.from({ length: 97 }, (_, i) => (i * 37 + 255) % 256));
const BASE64 = PHOTO.toString('base64');

const budget = new UploadBudget(MIB);

/** @returns the form, or what it was refused by */
function read(body: string, pieceBytes = body.length): JsonForm | string {
  const form = new JsonForm(
    LIMITS,
    budget.open(() => new Error('too much')),
  );
  const bytes = Buffer.from(body);
  try {
    for (let at = 0; at < bytes.length; at += pieceBytes) form.write(bytes.subarray(at, at + pieceBytes));
    form.end();
    return form;
  } catch (error) {
    return error instanceof AppError ? `${error.code}: ${error.message}` : String(error);
  }
}

const photosOf = (form: JsonForm | string, name = 'file') =>
  typeof form === 'string' ? form : form.photos.get(name);
const textsOf = (form: JsonForm | string) =>
  typeof form === 'string' ? form : Object.fromEntries(form.texts);

describe('JsonForm', () => {
  const whole =
    ` {\r\n"user_id" :\t"a\\"\\\\\\u00e9é\\ud83d\\ude00" , "image": ["${BASE64}", "data:image/jpeg;base64,` +
    `${BASE64.replaceAll('/', '\\/').replaceAll('+', '\\u002b')}"],"image_b":"${BASE64.slice(0, 8)}\\r\\n${BASE64.slice(8)}","replace":true} `;

  it('reads the same wherever the pieces of the body end', () => {
    for (let pieceBytes = 1; pieceBytes < 40; pieceBytes++) {
      const form = read(whole, pieceBytes);
      expect(textsOf(form)).toEqual({ user_id: 'a"\\éé😀', replace: 'true' });
      expect(photosOf(form)).toEqual([PHOTO, PHOTO]);
      expect(photosOf(form, 'file_b')).toEqual([PHOTO]);
    }
  });

  it('reads whatever texts there are as JSON.parse does, wherever the pieces end', () => {
    const text = fc.string({ unit: 'binary', maxLength: 50 });
    const names = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
    const escapes = (json: string) =>
      json.replaceAll(/[a-z]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(names, text), { maxLength: 8, selector: ([name]) => name }),
        fc.integer({ min: 1, max: 30 }),
        fc.boolean(),
        (texts, pieceBytes, isEscaped) => {
          fc.pre(texts.every(([name]) => !name.startsWith('image')));
          const json = `{${texts.map((pair) => pair.map((each) => JSON.stringify(each)).join(' : ')).join(',\n')}}`;
          const body = isEscaped ? escapes(json) : json;
          expect(textsOf(read(body, pieceBytes))).toEqual(JSON.parse(body));
        },
      ),
    );
  });

  it.each([
    ['a number of many digits', '12345678901234567890'],
    ['one beyond all floats', '1e400'],
    ['one with a point', '1.0'],
  ])('keeps %s as it was written', (_what, number) => {
    expect(textsOf(read(`{"user_id":${number}}`))).toEqual({ user_id: number });
  });

  it('keeps nothing of what no field may have, but that it was too long', () => {
    const form = read(JSON.stringify({ token: 'é'.repeat(10_000) }), 1_000);
    expect(textsOf(form)).toEqual({ token: '?'.repeat(TEXT_BYTES_MAX + 1) });
  });

  it.each([
    ['a name twice', '{"user_id":"ada","user_id":"bea"}', 'FILE_UNEXPECTED: a repeated text field'],
    [
      'a name twice, escaped',
      '{"user_id":"a","user\\u005fid":"b"}',
      'FILE_UNEXPECTED: a repeated text field',
    ],
    ['a photo twice', `{"image":"${BASE64}","image":"${BASE64}"}`, 'FILE_UNEXPECTED: a repeated text field'],
    ['null for a text', '{"user_id":null}', 'FILE_UNEXPECTED: a nested text field'],
    ['a list for a text', '{"user_id":["ada"]}', 'FILE_UNEXPECTED: a repeated text field'],
    ['an object for a text', '{"user_id":{"$ne":""}}', 'FILE_UNEXPECTED: a nested text field'],
    ['a list in a list', `{"image":[["${BASE64}"]]}`, 'IMAGE_UNREADABLE: not base64'],
    ['null in a list', '{"image":[null]}', 'IMAGE_UNREADABLE: not base64'],
    ['a number for a photo', '{"image":5}', 'IMAGE_UNREADABLE: not base64'],
    ['padding in the midst', '{"image":"AAA=AAAA"}', 'IMAGE_UNREADABLE: not base64'],
    ['half a byte', '{"image":"AAAAA"}', 'IMAGE_UNREADABLE: not base64'],
    ['a prefix without an end', `{"image":"data:${'x'.repeat(1_000)}"}`, 'IMAGE_UNREADABLE: not base64'],
    ['a prefix that is no base64', '{"image":"data:image/png,AAAA"}', 'IMAGE_UNREADABLE: not base64'],
    ['no photo in it', '{"image":" "}', 'FILE_EMPTY: Empty file'],
    [
      'four photos',
      `{"image":["AAAA","AAAA","AAAA","AAAA"]}`,
      'FILE_UNEXPECTED: more photos than the form takes',
    ],
    ['a large photo', `{"image":"${'AAAA'.repeat(34)}"}`, 'FILE_TOO_LARGE: File too large'],
    [
      'large photos together',
      `{"image":["${BASE64}","${BASE64}","${BASE64}"],"image_b":"${BASE64}"}`,
      'FILE_TOO_LARGE: File too large',
    ],
    [
      'many fields',
      `{${Array.from({ length: 11 }, (_, i) => `"${i}":1`).join()}}`,
      'FILE_UNEXPECTED: too many fields',
    ],
    ['a long name', `{"${'x'.repeat(5_000)}":1}`, 'MULTIPART_MALFORMED: a text field is too long'],
  ])('refuses %s', (_what, body, expected) => {
    for (const pieceBytes of [1, 7, body.length]) expect(read(body, pieceBytes)).toBe(expected);
  });

  it.each([
    ...['', ' ', '5', '"x"', '[]', `["${BASE64}"]`, '{', '{}}', '{},', '{"a"}', '{"a":}', '{"a":1,}', '{,}'],
    ...['{"a":1 2}', '{"a":1"b":2}', '{"a" "b"}', "{'a':1}", '{a:1}', '{"a":01}', '{"a":nul}', '{"a":"\n"}'],
    ...['{"a":"\\x"}', '{"a":"\\u00"}', '{"a":"', '{"a":"\\', '{"image":["AAAA"', '{"image":["AAAA",]}'],
    ...[
      '{"image":["AAAA""AAAA"]}',
      `{"a":${'1'.repeat(100)}}`,
      '{"a":1}{"a":1}',
      '\ufeff{}',
      '['.repeat(100),
    ],
  ])('refuses what is no JSON, or no object: %j', (body) => {
    for (const pieceBytes of [1, 7, body.length + 1]) {
      expect(read(body, pieceBytes)).toBe('MULTIPART_MALFORMED: not a JSON object of the form’s fields');
    }
  });
});
