import { describe, expect, it } from '@jest/globals';
import type { Box } from '../../photo-analysis.js';
import { chooseSubject } from './choose-subject.js';

/** A square box of `side` around (x, y), on a photograph of 400 x 300. */
const face = (x: number, y: number, side: number): Box => ({
  x: x - side / 2,
  y: y - side / 2,
  width: side,
  height: side,
});

describe('chooseSubject', () => {
  it.each<[string, Box[], number | null, number | null]>([
    ['nobody', [], null, null],
    ['one face, wherever it is', [face(20, 20, 30)], 0, 0],
    ['a small face in the background', [face(200, 150, 100), face(330, 80, 40)], 0, 0],
    ['the larger face, listed last', [face(330, 80, 40), face(200, 150, 100)], 1, 1],
    ['a large face aside, a small one in the middle', [face(200, 150, 40), face(290, 170, 110)], 1, 1],
    ['two people side by side', [face(140, 150, 90), face(260, 150, 90)], null, 0],
    ['two people side by side, one in the middle', [face(200, 150, 90), face(295, 150, 90)], null, 0],
    ['somebody at the edge', [face(200, 150, 90), face(350, 150, 80)], 0, 0],
    ['somebody a little larger at the edge', [face(200, 150, 90), face(350, 150, 105)], 0, 0],
    ['somebody much larger at the edge', [face(200, 150, 60), face(350, 150, 105)], null, 1],
    ['a row of three', [face(50, 150, 90), face(200, 150, 90), face(350, 150, 90)], null, 1],
    ['somebody at the edge, and a child', [face(200, 150, 90), face(350, 150, 80), face(90, 250, 50)], 0, 0],
  ])('%s', (_, boxes, subject, prominent) => {
    expect(chooseSubject(boxes, 400, 300)).toEqual({ subject, prominent });
  });
});
