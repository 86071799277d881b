// Bundles the web console into dist/console, which the service serves as it is.
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = here('../dist/console/');

await mkdir(target, { recursive: true });
await build({
  entryPoints: [
    { in: here('src/main.ts'), out: 'main' },
    { in: here('src/first-paint.ts'), out: 'first-paint' },
    { in: here('main.css'), out: 'main' },
  ],
  outdir: target,
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome109', 'firefox115', 'safari16.4'],
  logLevel: 'warning',
});
for (const file of ['index.html', 'icon.svg', 'manifest.webmanifest'])
  await copyFile(here(file), `${target}${file}`);
for (const icon of await readdir(here('icons'))) await copyFile(here(`icons/${icon}`), `${target}${icon}`);
