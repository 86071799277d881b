// Strings first, so that punctuation inside them is never seen as structure.
const STRUCTURE = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/**
 * `JSON.parse` that refuses what parsers disagree about: an object that names a key twice (RFC 8259 §4 leaves its
 * meaning open, so two readers of one token could see two users), and nesting deeper than `depthMax`.
 *
 * @throws SyntaxError
 */
export function parseStrictJson(text: string, depthMax: number): unknown {
  const value: unknown = JSON.parse(text);
  const openKeys: Set<string>[] = [];
  let lastString = '';
  for (const [token] of text.matchAll(STRUCTURE)) {
    if (token === '{' || token === '[') {
      if (openKeys.push(new Set()) > depthMax) throw new SyntaxError('nested too deeply');
    } else if (token === '}' || token === ']') {
      openKeys.pop();
    } else if (token === ':') {
      // Compared unescaped: "sub" and "\u0073ub" are one key.
      const key = String(JSON.parse(lastString));
      const keys = openKeys.at(-1);
      if (keys === undefined || keys.has(key)) throw new SyntaxError('duplicate key');
      keys.add(key);
    } else {
      lastString = token;
    }
  }
  return value;
}
