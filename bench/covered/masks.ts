import { type Canvas, type Cover, near } from './cover.js';
import { type Colour, curve, type Fabric, line, polygon, scaled } from './svg.js';

type Shape = 'pleated' | 'cloth' | 'cone';

/** Landmarks of the jaw that a mask follows. */
const JAW = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];

interface MaskOf {
  name: string;
  shape: Shape;
  fabric: (canvas: Canvas) => Fabric;
  held?: true;
  below?: true;
}

const colours: Record<string, Colour> = {
  blue: [120, 175, 205],
  white: [225, 228, 230],
  black: [28, 28, 30],
  grey: [120, 120, 124],
  red: [170, 40, 45],
  green: [70, 120, 80],
  pink: [225, 150, 170],
  navy: [35, 45, 90],
};
const plain =
  (name: keyof typeof colours) =>
  (canvas: Canvas): Fabric => ({
    colour: near(colours[name] ?? [0, 0, 0], canvas),
    grain: canvas.between(0.05, 0.5),
  });
const cloth = (canvas: Canvas): Fabric => ({ ...plain('grey')(canvas), texture: canvas.materials.cloth });
const likeSkin = (canvas: Canvas): Fabric => ({
  colour: near(canvas.materials.skin, canvas, 18),
  texture: canvas.random() < 0.5 ? canvas.materials.cheek : undefined,
  grain: canvas.between(0.05, 0.3),
});

const MASKS: readonly MaskOf[] = [
  { name: 'blue, pleated', shape: 'pleated', fabric: plain('blue') },
  { name: 'white, pleated', shape: 'pleated', fabric: plain('white') },
  { name: 'black, pleated', shape: 'pleated', fabric: plain('black'), held: true },
  { name: 'black cloth', shape: 'cloth', fabric: plain('black') },
  { name: 'grey cloth', shape: 'cloth', fabric: plain('grey') },
  { name: 'navy cloth', shape: 'cloth', fabric: plain('navy') },
  { name: 'patterned cloth', shape: 'cloth', fabric: cloth },
  { name: 'skin-coloured cloth', shape: 'cloth', fabric: likeSkin },
  { name: 'red cloth', shape: 'cloth', fabric: plain('red'), held: true },
  { name: 'green, pleated', shape: 'pleated', fabric: plain('green'), held: true },
  { name: 'pink cloth', shape: 'cloth', fabric: plain('pink') },
  { name: 'white cone (FFP2)', shape: 'cone', fabric: plain('white') },
  { name: 'black cone (FFP2)', shape: 'cone', fabric: plain('black'), held: true },
  { name: 'blue, below the nose', shape: 'pleated', fabric: plain('blue'), below: true },
  { name: 'cloth, below the nose', shape: 'cloth', fabric: cloth, below: true },
  { name: 'black, below the nose', shape: 'cloth', fabric: plain('black'), below: true, held: true },
];

export const masks: readonly Cover[] = MASKS.map(({ name, shape, fabric, held, below }) => ({
  kind: below ? 'mask below the nose' : 'mask',
  name,
  part: 'lower',
  ...(held && { held }),
  draw: (canvas) => drawMask(canvas, shape, fabric(canvas), below ?? false),
}));

function drawMask(canvas: Canvas, shape: Shape, fabric: Fabric, below: boolean): string {
  const { face, between, surfaces } = canvas;
  const out = between(0.02, shape === 'cone' ? 0.16 : 0.1);
  const jaw = JAW.map((index) => face.landmark(index, index === 8 ? out * 1.6 : out));
  const [right, left] = below ? [3, 13] : [2, 14];
  const nose = face.placeOf(face.landmark(below ? 33 : 28));
  const [top, sides] = [
    below ? nose.v + between(0.02, 0.1) : nose.v + between(-0.05, 0.25),
    between(0.05, 0.25),
  ];
  const upper = [0.32, 0, -0.32].map((u) => face.at(nose.u + u, top + (u === 0 ? 0 : below ? 0.02 : sides)));
  const border = [face.landmark(right, out), ...jaw, face.landmark(left, out), ...upper];
  const path = shape === 'cone' ? polygon(border) : curve(border);
  return straps(canvas, fabric, right, left) + surfaces.draw(path, fabric, folds(canvas, shape, fabric, top));
}

function straps({ face, between }: Canvas, { colour }: Fabric, right: number, left: number): string {
  const strap = (from: number, to: number) =>
    line(
      polygon([face.landmark(from, 0.05), face.landmark(to, between(0.05, 0.15))]),
      scaled(colour, 0.9),
      0.04 * face.unit,
      0.9,
    );
  return strap(right, 0) + strap(left, 16) + strap(5, 1) + strap(11, 15);
}

function folds(canvas: Canvas, shape: Shape, { colour }: Fabric, top: number): string {
  const { face, between, random } = canvas;
  const middle = between(-0.03, 0.03);
  const seam = (from: number, to: number) =>
    line(
      curve([face.at(middle, from), face.at(middle * 2, (from + to) / 2), face.at(middle, to)], false),
      scaled(colour, 0.6),
      0.03 * face.unit,
      between(0.2, 0.7),
    );
  if (shape !== 'pleated') return random() < 0.7 ? seam(top, 2.2) : '';
  const pleats = [0.25, 0.5, 0.75].map((share) => {
    const v = top + share * (1.9 - top) + between(-0.05, 0.05);
    const sag = between(0, 0.12);
    const path = curve([face.at(-1, v - sag), face.at(0, v + sag), face.at(1, v - sag)], false);
    return (
      line(path, scaled(colour, 0.65), 0.05 * face.unit, between(0.2, 0.8)) +
      line(path, scaled(colour, 1.15), 0.01 * face.unit, 0.5)
    );
  });
  return pleats.join('');
}
