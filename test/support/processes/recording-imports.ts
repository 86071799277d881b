/**
 * `--import` it into a process, as a URL that ends with `?FILE`: every module that is imported from then on, in any thread, is
 * named in that file, a URL a line.
 */
import { register } from 'node:module';

const file = decodeURIComponent(new URL(import.meta.url).search.slice(1));
register('./recording-hooks.js', { parentURL: import.meta.url, data: file });
