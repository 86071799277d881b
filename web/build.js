// Bundles the web console into dist/console, which the service serves as it is.
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = here('../dist/console/');

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const options = {
  outdir: target,
  bundle: true,
  minify: true,
  target: ['chrome109', 'firefox115', 'safari16.4'],
  logLevel: 'warning',
};
await build({
  ...options,
  entryPoints: [
    { in: here('src/main.ts'), out: 'main' },
    { in: here('main.css'), out: 'main' },
  ],
  format: 'esm',
  splitting: true,
  chunkNames: 'chunk-[hash]',
});
// Before the first paint, so no module: those wait for the page.
await build({ ...options, entryPoints: [here('src/first-paint.ts')], format: 'iife' });
for (const file of ['index.html', 'icon.svg', 'manifest.webmanifest'])
  await copyFile(here(file), `${target}${file}`);
for (const icon of await readdir(here('icons'))) await copyFile(here(`icons/${icon}`), `${target}${icon}`);
