/**
 * Runs a validator on a value and reports the fields that it never looked at. Kubernetes' published schemas let unknown
 * fields pass, which hides typing errors: a field that no rule reads is a field that Kubernetes would drop.
 */
export function fieldsNotRead(value: object, validate: (value: object) => void): string[] {
  const read = new Set<string>();
  validate(recorded(value, '', read));
  return pathsOf(value, '').filter((path) => !read.has(path));
}

function recorded(value: object, path: string, read: Set<string>): object {
  return new Proxy(value, {
    get(target, key): unknown {
      const child: unknown = Reflect.get(target, key);
      if (typeof key === 'string') read.add(`${path}/${key}`);
      return isObject(child) ? recorded(child, `${path}/${String(key)}`, read) : child;
    },
  });
}

function pathsOf(value: object, path: string): string[] {
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) => {
    const own = `${path}/${key}`;
    return isObject(child) ? [own, ...pathsOf(child, own)] : [own];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
