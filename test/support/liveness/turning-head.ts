import sharp from 'sharp';
import { fivePoints } from '../../../src/faces/embedding/pipeline/sampling/alignment.js';
import type { Point } from '../../../src/faces/embedding/photo-analysis.js';
import { HEAD } from '../../../src/faces/embedding/pipeline/landmarks/pose.js';

/** Degrees, as in `Pose`. */
export interface Turn {
  yaw: number;
  pitch: number;
}

const WIDTH = 640;
const HEIGHT = 480;
/** Of the rendered face, in pixels between the eyes. */
const EYES_PX = 80;
/** On the average head (`HEAD`, centimetres): between the eyes, their height, that of the chin. */
const EYES_CM = 7.1;
const EYES_Y = -5.44;
const CHIN_Y = 7.42;
/** Around which a head turns. */
const AXIS_Z = -3;
/** The nose, which the pose does not use, and what is behind the face. */
const NOSE: readonly Place[] = [[0, -2, 8.5]];
const AROUND: readonly Place[] = Array.from({ length: 16 }, (_, i) => {
  const angle = (i / 16) * 2 * Math.PI;
  return [13 * Math.cos(angle), 1 + 15 * Math.sin(angle), -4];
});
/** Depths are exaggerated: the landmark network, which knows faces, sees about half of what a flat picture pretends. */
const RELIEF = 2;
/** Pixels of the photograph per mesh of the surface. */
const MESH = 3;

type Place = readonly [x: number, y: number, z: number];

/**
 * A head from one photograph: its pixels on the surface of the average head, turned and seen from afar. No person turns like this
 * behind the ears, but up to 35° the geometry is a head's and the face stays the same person's.
 */
export class TurningHead {
  private constructor(
    private readonly pixels: Buffer,
    private readonly size: { width: number; height: number },
    /** Of each corner of the meshes, row by row. */
    private readonly places: readonly Place[],
  ) {}

  /** @param landmarks of a face that looks straight, in pixels of the photograph */
  static async of(photo: Buffer, landmarks: readonly Point[]): Promise<TurningHead> {
    const { data, info } = await sharp(photo).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const [right, left] = fivePoints(landmarks);
    const chin = landmarks[8];
    if (!right || !left || !chin) throw new Error('no landmarks');
    const eyes = { x: (right.x + left.x) / 2, y: (right.y + left.y) / 2 };
    const [scaleX, scaleY] = [EYES_CM / (left.x - right.x), (CHIN_Y - EYES_Y) / (chin.y - eyes.y)];
    const toHead = (x: number, y: number): Place => {
      const place = [(x - eyes.x) * scaleX, EYES_Y + (y - eyes.y) * scaleY] as const;
      return [...place, depthAt(...place)];
    };
    const places: Place[] = [];
    for (let y = 0; y < info.height; y += MESH) {
      for (let x = 0; x < info.width; x += MESH) places.push(toHead(x, y));
    }
    return new TurningHead(data, info, places);
  }

  /** @returns a JPEG of 640 x 480 */
  async frame(turn: Turn): Promise<Buffer> {
    const { width, height } = this.size;
    const image = new Uint8Array(WIDTH * HEIGHT * 3).fill(110);
    const depths = new Float32Array(WIDTH * HEIGHT).fill(-Infinity);
    const [columns, rows] = [Math.ceil(width / MESH), Math.ceil(height / MESH)];
    const seen = this.places.map((place) => turned(place, turn));
    for (let row = 0; row < rows - 1; row++) {
      for (let column = 0; column < columns - 1; column++) {
        const [x, y] = [column * MESH, row * MESH];
        const [above, below] = [row * columns + column, (row + 1) * columns + column];
        const [a, b, c, d] = [seen[above], seen[above + 1], seen[below], seen[below + 1]];
        if (!a || !b || !c || !d) continue;
        const corners = [a, b, c, d] as const;
        fill(corners, { image, depths, colour: (u, v) => this.colourAt(x + u * MESH, y + v * MESH) });
      }
    }
    return sharp(image, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
      .jpeg({ quality: 92 })
      .toBuffer();
  }

  private colourAt(x: number, y: number): readonly [number, number, number] {
    const at =
      (Math.min(Math.round(y), this.size.height - 1) * this.size.width +
        Math.min(Math.round(x), this.size.width - 1)) *
      3;
    return [this.pixels[at] ?? 0, this.pixels[at + 1] ?? 0, this.pixels[at + 2] ?? 0];
  }
}

function turned([x, y, z]: Place, { yaw, pitch }: Turn): Place {
  const [sinYaw, cosYaw] = [Math.sin(radians(yaw)), Math.cos(radians(yaw))];
  const [sinPitch, cosPitch] = [Math.sin(radians(pitch)), Math.cos(radians(pitch))];
  const depth = RELIEF * (z - AXIS_Z);
  const sideways = x * cosYaw + depth * sinYaw;
  const towards = depth * cosYaw - x * sinYaw;
  const scale = EYES_PX / EYES_CM;
  return [
    WIDTH / 2 + sideways * scale,
    HEIGHT / 2 + (y * cosPitch - towards * sinPitch) * scale,
    towards * cosPitch + y * sinPitch,
  ];
}

interface Canvas {
  image: Uint8Array;
  depths: Float32Array;
  /** At shares of the mesh. */
  colour: (u: number, v: number) => readonly [number, number, number];
}

/** Every pixel that a mesh covers, by small steps over it; the nearest surface wins. */
function fill([a, b, c, d]: readonly [Place, Place, Place, Place], { image, depths, colour }: Canvas): void {
  const span = Math.max(Math.hypot(b[0] - a[0], b[1] - a[1]), Math.hypot(c[0] - a[0], c[1] - a[1]));
  const steps = Math.ceil(span * 1.5) + 1;
  for (let i = 0; i < steps; i++) {
    const v = i / steps;
    for (let j = 0; j < steps; j++) {
      const u = j / steps;
      const mix = (axis: 0 | 1 | 2) =>
        (a[axis] * (1 - u) + b[axis] * u) * (1 - v) + (c[axis] * (1 - u) + d[axis] * u) * v;
      const [x, y, z] = [Math.round(mix(0)), Math.round(mix(1)), mix(2)];
      const at = y * WIDTH + x;
      if (x < 0 || y < 0 || x >= WIDTH || y >= HEIGHT || z <= (depths[at] ?? Infinity)) continue;
      depths[at] = z;
      image.set(colour(u, v), at * 3);
    }
  }
}

const SURFACE: readonly Place[] = [...HEAD.map(([, x, y, z]): Place => [x, y, z]), ...NOSE, ...AROUND];

/** Shepard's interpolation: the mean of the known depths, the nearer the heavier. */
function depthAt(x: number, y: number): number {
  let sum = 0;
  let weights = 0;
  for (const [px, py, pz] of SURFACE) {
    const weight = 1 / ((x - px) ** 2 + (y - py) ** 2 + 0.3) ** 1.5;
    sum += weight * pz;
    weights += weight;
  }
  return sum / weights;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
