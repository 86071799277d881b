import { type Canvas, type Cover, near } from './cover.js';
import { curve, type Fabric, line, scaled } from './svg.js';

/** A band around the lower face down to the border of the picture. @param top where it ends */
function drawScarf(canvas: Canvas, top: number, fabric: Fabric): string {
  const { face, between, surfaces } = canvas;
  const sag = between(-0.1, 0.15);
  const border = [
    face.landmark(2, 0.15),
    face.landmark(4, 0.2),
    face.at(-1.5, 2.6),
    face.at(0, 3.2),
    face.at(1.5, 2.6),
    face.landmark(12, 0.2),
    face.landmark(14, 0.15),
    face.at(0.5, top + sag),
    face.at(0, top),
    face.at(-0.5, top + sag),
  ];
  const folds = Array.from({ length: 4 }, () => {
    const v = between(top + 0.2, 2.5);
    return line(
      curve(
        [
          face.at(-1.3, v + between(-0.3, 0.3)),
          face.at(0, v + between(-0.2, 0.3)),
          face.at(1.3, v + between(-0.3, 0.3)),
        ],
        false,
      ),
      scaled(fabric.colour, 0.5),
      between(0.03, 0.1) * face.unit,
      between(0.1, 0.5),
    );
  }).join('');
  return surfaces.draw(curve(border), fabric, folds);
}

const scarf = (canvas: Canvas): Fabric => ({
  colour: near([110, 90, 90], canvas, 70),
  texture: canvas.materials.cloth,
  grain: canvas.between(0.2, 0.6),
});
const plainScarf = (canvas: Canvas): Fabric => ({
  colour: near([100, 70, 70], canvas, 80),
  grain: canvas.between(0.2, 0.8),
});

export const scarves: readonly Cover[] = [
  {
    kind: 'scarf',
    name: 'over the nose',
    part: 'lower',
    draw: (canvas) => drawScarf(canvas, canvas.between(0.3, 0.6), scarf(canvas)),
  },
  {
    kind: 'scarf',
    name: 'over the mouth',
    part: 'lower',
    draw: (canvas) => drawScarf(canvas, canvas.between(0.75, 0.9), scarf(canvas)),
  },
  {
    kind: 'scarf',
    name: 'plain',
    part: 'lower',
    held: true,
    draw: (canvas) => drawScarf(canvas, canvas.between(0.3, 0.85), plainScarf(canvas)),
  },
];
