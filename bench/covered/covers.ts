import type { Cover } from './cover.js';
import { eyewear } from './eyewear.js';
import { hands } from './hands.js';
import { masks } from './masks.js';
import { others } from './others.js';
import { scarves } from './scarves.js';

export const COVERS: readonly Cover[] = [...masks, ...scarves, ...eyewear, ...hands, ...others];
