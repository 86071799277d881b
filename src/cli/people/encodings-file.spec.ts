import { LEGACY_MODEL } from '../../faces/enrolment/face-encoding.entity.js';
import { EXPORT_FORMAT, readEncodingsFile } from './encodings-file.js';

const one = [0.1, -0.2, 0.3];
const two = [0.4, 0.5, -0.6];
const legacy = (encoding: number[]) => ({ encoding, model: LEGACY_MODEL });
const read = (json: unknown) => Object.fromEntries(readEncodingsFile(JSON.stringify(json)));

describe('readEncodingsFile', () => {
  it.each([
    ['one encoding a person', { ann: one, ben: two }, { ann: [legacy(one)], ben: [legacy(two)] }],
    ['lists of encodings', { ann: [one, two] }, { ann: [legacy(one), legacy(two)] }],
    ['two lists', { encodings: [one, two], names: ['ann', 'ann'] }, { ann: [legacy(one), legacy(two)] }],
    ['rows by name', [{ name: 'ann', encoding: one }], { ann: [legacy(one)] }],
    ['rows by user_id', [{ user_id: 'ann', encoding: one }], { ann: [legacy(one)] }],
    ['nobody', {}, {}],
  ])('reads %s', (_, json, expected) => {
    expect(read(json)).toEqual(expected);
  });

  it('keeps the times of rows of the old table', () => {
    const row = { user_id: 'ann', encoding: one, created_at: '2024-05-06T07:08:09.123456' };
    expect(read([row])).toEqual({ ann: [{ ...legacy(one), createdAt: '2024-05-06T07:08:09.123456' }] });
  });

  it('reads an export of this service with its models', () => {
    const encodings = [{ user_id: 'ann', model: 'face-api/x', created_at: null, encoding: one }];
    expect(read({ format: EXPORT_FORMAT, version: 1, encodings })).toEqual({
      ann: [{ encoding: one, model: 'face-api/x' }],
    });
  });

  it.each([
    ['an export of a later version', { format: EXPORT_FORMAT, version: 2, encodings: [] }],
    ['more names than encodings', { encodings: [one], names: ['ann', 'ben'] }],
    ['a row without a person', [{ encoding: one }]],
    ['text for a number', { ann: ['0.1'] }],
    ['an empty user id', [{ user_id: '', encoding: one }]],
    ['a control character in a user id', [{ user_id: 'a\u0000', encoding: one }]],
    ['a number', 5],
  ])('refuses %s', (_, json) => {
    expect(() => read(json)).toThrow('Not an export that can be read');
  });
});
