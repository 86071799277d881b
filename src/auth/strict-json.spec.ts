import fc from 'fast-check';
import { parseStrictJson } from './strict-json.js';

describe('parseStrictJson', () => {
  it('reads every JSON value as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        expect(parseStrictJson(text, 10)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses every object that names a key twice, however the key is spelt', () => {
    const escaped = (key: string) =>
      [...Array(key.length).keys()]
        .map((i) => `\\u${key.charCodeAt(i).toString(16).padStart(4, '0')}`)
        .join('');
    fc.assert(
      fc.property(fc.string(), fc.jsonValue({ maxDepth: 2 }), (key, value) => {
        const text = `[{${JSON.stringify(key)}:${JSON.stringify(value)},"${escaped(key)}":1}]`;
        expect(() => parseStrictJson(text, 10)).toThrow('duplicate key');
      }),
    );
  });

  it.each([
    ['the same key in two objects', '[{"a":1},{"a":2}]'],
    ['the same key inside', '{"a":{"a":1}}'],
    ['a key that is also a value', '{"a":"b","b":"a"}'],
    ['structure inside a string', '{"a":"{\\"a\\":1,\\"a\\":2}","b":"]]]"}'],
  ])('accepts %s', (_, text) => {
    expect(parseStrictJson(text, 4)).toEqual(JSON.parse(text));
  });

  it('counts nesting, not brackets', () => {
    expect(parseStrictJson('[[[]],[[]],[[]]]', 3)).toHaveLength(3);
    expect(() => parseStrictJson('[[[[]]]]', 3)).toThrow('nested too deeply');
    expect(() => parseStrictJson('{"a":[{"b":[]}]}', 3)).toThrow('nested too deeply');
  });

  it.each(['', '{', '{"a":1,}', "{'a':1}", '{"a":1} x', 'NaN'])('refuses %s as JSON.parse does', (text) => {
    expect(() => parseStrictJson(text, 10)).toThrow(SyntaxError);
  });
});
