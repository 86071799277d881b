import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import { packageRoot } from '../../../config/package-root.js';

/** What analyses photographs, as far as it is installed. */
const PACKAGES = ['onnxruntime-node', '@vladmandic/face-api', '@tensorflow/tfjs', 'sharp'];

const packageSchema = z.object({ version: z.string() });

/** @returns name → version, read from the packages themselves */
export function libraryVersions(): Record<string, string> {
  const versions: Record<string, string> = {};
  for (const name of PACKAGES) {
    const version = installedVersion(name);
    if (version !== undefined) versions[name] = version;
  }
  if (sharp.versions.vips) versions['libvips'] = sharp.versions.vips;
  return versions;
}

function installedVersion(name: string): string | undefined {
  try {
    const text = readFileSync(join(packageRoot, 'node_modules', name, 'package.json'), 'utf8');
    return packageSchema.parse(JSON.parse(text)).version;
  } catch {
    return undefined;
  }
}
