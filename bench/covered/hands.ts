import type { Point } from '../../src/faces/embedding/photo-analysis.js';
import { type Canvas, type Cover, leftOrRight, near } from './cover.js';
import { curve, type Fabric, line, polygon, scaled } from './svg.js';

export const skin = (canvas: Canvas, by = 15): Fabric => ({
  colour: near(canvas.materials.skin, canvas, by),
  texture: canvas.random() < 0.6 ? canvas.materials.cheek : undefined,
  grain: canvas.between(0.05, 0.3),
});

/** Three, four or five fingers and the back of a hand that comes from beside or below. */
function drawHand(canvas: Canvas, [u, v]: readonly [u: number, v: number]): string {
  const { face, between, random, surfaces } = canvas;
  const fabric = skin(canvas);
  const angle = random() < 0.5 ? between(-0.5, 0.5) : Math.PI - between(-0.5, 0.5);
  const upwards = random() < 0.35 ? Math.PI / 2 + between(-0.4, 0.4) : angle;
  const [along, across] = [
    { u: Math.cos(upwards), v: -Math.sin(upwards) },
    { u: Math.sin(upwards), v: Math.cos(upwards) },
  ];
  const place = (a: number, b: number) =>
    face.at(u + a * along.u + b * across.u, v + a * along.v + b * across.v);
  const thick = between(0.24, 0.32);
  const fingers = Math.floor(between(3, 5));
  const spread = between(0.9, 1.1);
  const back = curve([
    place(-0.3, -thick * 2),
    place(-1.2, -thick * 2.1),
    place(-2.6, -thick * 1.8),
    place(-2.6, thick * 1.8),
    place(-1.2, thick * 2.1),
    place(-0.3, thick * 2),
  ]);
  const drawn = [surfaces.draw(back, fabric)];
  for (let i = 0; i < fingers; i++) {
    const side = (i - (fingers - 1) / 2) * thick * spread;
    const tip = between(0.45, 0.75) + (Math.abs(i - (fingers - 1) / 2) < 1 ? 0.12 : 0);
    drawn.push(finger(canvas, fabric, place(-0.5, side), place(tip, side * between(0.9, 1.25)), thick));
  }
  return drawn.join('');
}

export function finger(
  { surfaces, face, between }: Canvas,
  fabric: Fabric,
  from: Point,
  to: Point,
  thick: number,
): string {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const [x, y] = [dx / length, dy / length];
  const half = (thick * face.unit) / 2;
  const at = (a: number, b: number) => ({
    x: from.x + a * x - b * half * y,
    y: from.y + a * y + b * half * x,
  });
  const path = curve([
    at(0, -1),
    at(length * 0.5, -1.02),
    at(length * 0.85, -0.9),
    at(length, -0.45),
    at(length, 0.45),
    at(length * 0.85, 0.9),
    at(length * 0.5, 1.02),
    at(0, 1),
  ]);
  const { colour } = fabric;
  const shades =
    line(path, scaled(colour, 0.5), half * 0.35, between(0.3, 0.6)) +
    line(polygon([at(0, 0), at(length * 0.8, 0)]), scaled(colour, 1.12), half * 0.7, between(0.1, 0.4));
  return surfaces.draw(path, fabric, shades);
}

/** A sleeve or a bare arm from one side to the other. */
function drawArm(canvas: Canvas): string {
  const { face, between, random, surfaces, materials } = canvas;
  const fabric: Fabric =
    random() < 0.5
      ? skin(canvas)
      : { colour: near([90, 90, 100], canvas, 60), texture: materials.cloth, grain: 0.3 };
  const [one, other] = [between(0.7, 1.3), between(0.7, 1.3)];
  const thick = between(0.8, 1.3);
  return surfaces.draw(
    curve([
      face.at(-3, one),
      face.at(0, (one + other) / 2 - 0.05),
      face.at(3, other),
      face.at(3, other + thick),
      face.at(0, (one + other) / 2 + thick),
      face.at(-3, one + thick),
    ]),
    fabric,
  );
}

export const hands: readonly Cover[] = [
  {
    kind: 'hand',
    name: 'before the mouth',
    part: 'lower',
    draw: (canvas) => drawHand(canvas, [canvas.between(-0.2, 0.2), canvas.between(0.95, 1.3)]),
  },
  {
    kind: 'hand',
    name: 'before nose and mouth',
    part: 'lower',
    draw: (canvas) => drawHand(canvas, [canvas.between(-0.2, 0.2), canvas.between(0.6, 0.9)]),
  },
  {
    kind: 'hand',
    name: 'before an eye',
    part: 'eyes',
    draw: (canvas) => drawHand(canvas, [leftOrRight(canvas), canvas.between(-0.1, 0.15)]),
  },
  { kind: 'arm', name: 'before the mouth', part: 'lower', held: true, draw: drawArm },
];
