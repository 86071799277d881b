import type { Request } from 'express';

/** Express' own record of a route (`router` package), as far as it is needed here. */
interface Layer {
  match(path: string): boolean;
  route?: { methods: Partial<Record<string, boolean>> };
}

/** The methods that the request's address answers, sorted; none where nothing is. HEAD goes with GET, as in Express. */
export function methodsAt({ app, path }: Request): string[] {
  const { stack } = app.router as unknown as { stack: Layer[] };
  const methods = stack
    .filter((layer) => layer.route !== undefined && layer.match(path))
    .flatMap(({ route }) => Object.keys(route?.methods ?? {}))
    .map((method) => method.toUpperCase());
  return [...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : [])])].sort();
}
