import type { Point } from '../../src/faces/embedding/photo-analysis.js';
import { type Canvas, type Cover, leftOrRight, near } from './cover.js';
import { finger, skin } from './hands.js';
import { type Colour, curve, type Fabric, line, polygon, scaled } from './svg.js';

/** Locks from the crown down. @param from, to the range of u that they hang in @param end lowest v */
function drawHair(canvas: Canvas, from: number, to: number, end: number): string {
  const { face, between, surfaces, random } = canvas;
  const colours: Colour[] = [
    [25, 20, 18],
    [70, 48, 32],
    [150, 115, 75],
    [105, 60, 35],
    [120, 118, 115],
  ];
  const colour = near(colours[Math.floor(random() * colours.length)] ?? [0, 0, 0], canvas, 12);
  const points: Point[] = [face.at(from, -1.9), face.at(from, end * 0.6)];
  for (let i = 1; i < 8; i++) points.push(face.at(from + ((to - from) * i) / 8, end + between(-0.22, 0.12)));
  points.push(face.at(to, end * 0.6), face.at(to, -1.9));
  const strands = Array.from({ length: 45 }, () => {
    const u = between(from - 0.1, to + 0.1);
    return line(
      curve(
        [
          face.at(u * 0.7, -1.7),
          face.at(u + between(-0.1, 0.1), (end - 1.2) / 2),
          face.at(u + between(-0.15, 0.15), end + 0.1),
        ],
        false,
      ),
      scaled(colour, random() < 0.5 ? 0.5 : 1.6),
      between(0.01, 0.035) * face.unit,
      between(0.3, 0.7),
    );
  }).join('');
  return surfaces.draw(curve(points), { colour, grain: 0.4 }, strands);
}

function drawBrim(canvas: Canvas): string {
  const { face, between, random, surfaces, materials } = canvas;
  const end = between(0.12, 0.35);
  const fabric: Fabric = {
    colour: near([60, 60, 70], canvas, 55),
    texture: random() < 0.5 ? materials.cloth : undefined,
    grain: 0.3,
  };
  const crown = curve([
    face.at(-1.1, -0.4),
    face.at(-1.15, -1.3),
    face.at(-0.6, -2.1),
    face.at(0.6, -2.1),
    face.at(1.15, -1.3),
    face.at(1.1, -0.4),
  ]);
  const brim = curve([
    face.at(-1.25, -0.35),
    face.at(-0.7, -0.6),
    face.at(0.7, -0.6),
    face.at(1.25, -0.35),
    face.at(1.05, end * 0.7),
    face.at(0, end),
    face.at(-1.05, end * 0.7),
  ]);
  return (
    surfaces.draw(crown, fabric) + surfaces.draw(brim, { ...fabric, colour: scaled(fabric.colour, 0.7) })
  );
}

/** A rounded slab: phone or card. */
function drawSlab(
  canvas: Canvas,
  [u, v]: readonly [u: number, v: number],
  width: number,
  height: number,
): string {
  const { face, between, random, surfaces, materials } = canvas;
  const angle = between(-0.35, 0.35);
  const place = (a: number, b: number) =>
    face.at(u + a * Math.cos(angle) - b * Math.sin(angle), v + a * Math.sin(angle) + b * Math.cos(angle));
  const colours: Colour[] = [
    [20, 20, 22],
    [225, 225, 228],
    [190, 160, 150],
    [50, 70, 100],
  ];
  const colour = near(colours[Math.floor(random() * colours.length)] ?? [0, 0, 0], canvas, 15);
  const body = polygon([
    place(-width, -height),
    place(width, -height),
    place(width, height),
    place(-width, height),
  ]);
  const lens = polygon([
    place(-0.7 * width, -0.85 * height),
    place(-0.2 * width, -0.85 * height),
    place(-0.2 * width, -0.55 * height),
    place(-0.7 * width, -0.55 * height),
  ]);
  const drawn = surfaces.draw(
    body,
    { colour, grain: 0.05, texture: random() < 0.2 ? materials.cloth : undefined },
    line(lens, scaled(colour, 0.5), 0.08 * face.unit, 0.8) +
      line(body, scaled(colour, 1.4), 0.03 * face.unit, 0.6),
  );
  const fabric = skin(canvas);
  const side = random() < 0.5 ? -1 : 1;
  const fingers = [-0.3, 0.05, 0.4].map((b) =>
    finger(
      canvas,
      fabric,
      place(side * (width + 0.6), b * height + 0.1),
      place(side * width * 0.5, b * height),
      0.25,
    ),
  );
  return drawn + fingers.join('');
}

/** A cup at the mouth. */
function drawCup(canvas: Canvas): string {
  const { face, between, surfaces } = canvas;
  const top = between(0.75, 1);
  const colour = near([200, 195, 190], canvas, 50);
  const cup = curve([
    face.at(-0.55, top),
    face.at(0, top - 0.12),
    face.at(0.55, top),
    face.at(0.48, top + 1.3),
    face.at(0, top + 1.42),
    face.at(-0.48, top + 1.3),
  ]);
  const fabric = skin(canvas);
  const fingers = [0.35, 0.65, 0.95].map((v) =>
    finger(canvas, fabric, face.at(0.95, top + v), face.at(-0.1, top + v + 0.05), 0.26),
  );
  return surfaces.draw(cup, { colour, grain: 0.1 }) + fingers.join('');
}

export const others: readonly Cover[] = [
  {
    kind: 'hair',
    name: 'over an eye',
    part: 'eyes',
    draw: (canvas) =>
      leftOrRight(canvas) < 0
        ? drawHair(canvas, -1.1, 0, canvas.between(0.3, 0.9))
        : drawHair(canvas, 0, 1.1, canvas.between(0.3, 0.9)),
  },
  {
    kind: 'hair',
    name: 'fringe over both eyes',
    part: 'eyes',
    draw: (canvas) => drawHair(canvas, -1, 1, canvas.between(0.15, 0.4)),
  },
  { kind: 'hat', name: 'brim over the eyes', part: 'eyes', held: true, draw: drawBrim },
  {
    kind: 'phone',
    name: 'before the mouth',
    part: 'lower',
    draw: (canvas) =>
      drawSlab(
        canvas,
        [canvas.between(-0.3, 0.3), canvas.between(1, 1.4)],
        canvas.between(0.4, 0.5),
        canvas.between(0.75, 0.95),
      ),
  },
  {
    kind: 'phone',
    name: 'before an eye',
    part: 'eyes',
    draw: (canvas) =>
      drawSlab(
        canvas,
        [leftOrRight(canvas), canvas.between(0.1, 0.5)],
        canvas.between(0.38, 0.48),
        canvas.between(0.75, 0.95),
      ),
  },
  { kind: 'cup', name: 'at the mouth', part: 'lower', held: true, draw: drawCup },
];
