import { type Canvas, type Cover, near } from './cover.js';
import { type Colour, css, curve, line, polygon, scaled } from './svg.js';

type Outline = 'square' | 'round' | 'drop' | 'visor';

interface Glasses {
  name: string;
  outline: Outline;
  colour: Colour;
  held?: true;
  /** Of what is looked through; null: nothing is there. */
  lens: { colour: Colour; opacity: readonly [number, number]; mirror?: true } | null;
}

const DARK = { colour: [14, 14, 18] as Colour, opacity: [0.88, 1] as const };

const SUNGLASSES: readonly Glasses[] = [
  { name: 'black, square', outline: 'square', colour: [18, 18, 18], lens: DARK },
  { name: 'black, round', outline: 'round', colour: [40, 40, 40], lens: DARK },
  {
    name: 'brown, drops',
    outline: 'drop',
    colour: [150, 130, 90],
    lens: { colour: [60, 40, 22], opacity: [0.75, 0.97] },
  },
  {
    name: 'green, drops',
    outline: 'drop',
    colour: [120, 120, 120],
    lens: { colour: [25, 40, 32], opacity: [0.8, 0.98] },
  },
  {
    name: 'blue, square',
    outline: 'square',
    colour: [60, 40, 30],
    lens: { colour: [25, 35, 75], opacity: [0.75, 0.95] },
  },
  {
    name: 'mirrors',
    outline: 'drop',
    colour: [160, 160, 160],
    lens: { colour: [110, 130, 150], opacity: [0.9, 1], mirror: true },
    held: true,
  },
  {
    name: 'visor',
    outline: 'visor',
    colour: [20, 20, 22],
    lens: { colour: [30, 20, 45], opacity: [0.85, 1], mirror: true },
  },
  { name: 'white frame', outline: 'round', colour: [220, 215, 210], lens: DARK, held: true },
  {
    name: 'brown, square',
    outline: 'square',
    colour: [75, 45, 25],
    lens: { colour: [45, 28, 18], opacity: [0.8, 0.97] },
    held: true,
  },
];

const FRAMES: readonly Glasses[] = [
  { name: 'black, square', outline: 'square', colour: [20, 20, 20], lens: null },
  { name: 'black, round', outline: 'round', colour: [22, 20, 20], lens: null },
  { name: 'brown, square', outline: 'square', colour: [85, 50, 28], lens: null },
  {
    name: 'tinted, round',
    outline: 'round',
    colour: [60, 40, 32],
    lens: { colour: [90, 70, 50], opacity: [0.1, 0.3] },
  },
  { name: 'red, square', outline: 'square', colour: [150, 30, 35], lens: null, held: true },
  { name: 'white, round', outline: 'round', colour: [225, 220, 215], lens: null, held: true },
];

const coverOf =
  (kind: string, part: 'eyes' | 'frames', thickness: readonly [number, number]) =>
  (glasses: Glasses): Cover => ({
    kind,
    name: glasses.name,
    part,
    ...(glasses.held && { held: glasses.held }),
    draw: (canvas) => drawGlasses(canvas, glasses, canvas.between(...thickness)),
  });

export const eyewear: readonly Cover[] = [
  ...SUNGLASSES.map(coverOf('sunglasses', 'eyes', [0.03, 0.1])),
  ...FRAMES.map(coverOf('thick frames', 'frames', [0.1, 0.18])),
];

/** @param thickness of the frame in distances between the eyes */
function drawGlasses(canvas: Canvas, { outline, colour, lens }: Glasses, thickness: number): string {
  const { face, between, surfaces } = canvas;
  const frame = near(colour, canvas, 12);
  const [width, height] = [between(0.36, 0.45), between(0.24, 0.38)];
  const drop = between(0, 0.12);
  const tilt = between(-0.03, 0.03);
  const outlines =
    outline === 'visor'
      ? [curve(visor(height).map(([u, v]) => face.at(u, v + drop)))]
      : (['right', 'left'] as const).map((side) => {
          const sign = side === 'right' ? -1 : 1;
          const eye = face.eye(side);
          const points = ringOf(outline, width, height).map(([u, v]) =>
            face.at(eye.u + sign * (u + 0.03), eye.v + v + drop + sign * tilt),
          );
          return outline === 'square' ? polygon(points) : curve(points);
        });
  const stroke = thickness * face.unit;
  const bridge = line(
    curve([face.at(-0.17, drop - 0.02), face.at(0, drop - 0.08), face.at(0.17, drop - 0.02)], false),
    frame,
    stroke,
  );
  const temples = [
    [-0.9, 1],
    [0.9, 15],
  ] as const;
  const sides = temples.map(([u, jaw]) => {
    const ear = face.placeOf(face.landmark(jaw, 0.12));
    return line(
      polygon([face.at(u, drop - 0.08), face.at(ear.u, Math.min(ear.v, 0.15))]),
      scaled(frame, 0.8),
      stroke * 0.8,
    );
  });
  const lenses = lens
    ? outlines.map((path) =>
        surfaces.draw(
          path,
          {
            colour: near(lens.colour, canvas, 10),
            opacity: between(...lens.opacity),
            grain: 0.05,
            texture: lens.mirror && canvas.random() < 0.6 ? canvas.materials.cloth : undefined,
          },
          glare(canvas),
        ),
      )
    : [];
  const rims = outlines.map(
    (path) => line(path, frame, stroke) + line(path, scaled(frame, 1.6), stroke * 0.2, between(0, 0.6)),
  );
  return [...sides, ...lenses, bridge, ...rims].join('');
}

type Place = readonly [u: number, v: number];

/** Around an eye, u outwards from the nose. */
function ringOf(outline: Exclude<Outline, 'visor'>, width: number, height: number): Place[] {
  switch (outline) {
    case 'square':
      return [
        [-width, -height * 0.8],
        [width, -height],
        [width * 1.02, -height * 0.4],
        [width * 0.9, height * 0.8],
        [width * 0.6, height],
        [-width * 0.6, height],
        [-width * 0.9, height * 0.6],
      ];
    case 'round':
      return Array.from({ length: 10 }, (_, i) => [
        0.92 * width * Math.cos((i * Math.PI) / 5),
        width * 0.85 * Math.sin((i * Math.PI) / 5),
      ]);
    case 'drop':
      return [
        [-width, -height * 0.7],
        [0, -height],
        [width * 1.1, -height * 0.8],
        [width * 1.1, height * 0.4],
        [width * 0.4, height * 1.4],
        [-width * 0.6, height * 1.1],
      ];
  }
}

function visor(height: number): Place[] {
  return [
    [-1.02, -0.25],
    [-0.5, -height],
    [0.5, -height],
    [1.02, -0.25],
    [0.95, height * 0.7],
    [0.4, height],
    [0.12, 0.1],
    [-0.12, 0.1],
    [-0.4, height],
    [-0.95, height * 0.7],
  ];
}

/** What is reflected. */
function glare({ face, between, random }: Canvas): string {
  if (random() < 0.4) return '';
  const u = between(-0.9, 0.6);
  const points = [
    face.at(u, -0.5),
    face.at(u + between(0.05, 0.4), -0.5),
    face.at(u + between(-0.1, 0.2), 0.5),
    face.at(u - between(0.1, 0.3), 0.5),
  ];
  return `<path d="${polygon(points)}" fill="${css([255, 255, 255])}" opacity="${between(0.05, 0.4).toFixed(2)}"/>`;
}
