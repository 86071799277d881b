import type { Cover } from './cover.js';
import { eyewear } from './eyewear.js';
import { hands, others, scarves } from './hands-and-others.js';
import { masks } from './masks.js';

export const COVERS: readonly Cover[] = [...masks, ...scarves, ...eyewear, ...hands, ...others];
