import { describe, expect, it } from '@jest/globals';
import { passiveBox, pictureAround, resizeRegion } from './passive-picture.js';

describe('passiveBox', () => {
  it('is the extent of the landmarks, shifted and enlarged', () => {
    const { x, y, width, height } = passiveBox([
      { x: 100, y: 300 },
      { x: 150, y: 200 },
      { x: 200, y: 250 },
    ]);
    expect([width, height]).toEqual([expect.closeTo(111.1), expect.closeTo(119.1)]);
    expect([x + width / 2, y + height / 2]).toEqual([expect.closeTo(152.1), expect.closeTo(245.8)]);
  });
});

/** Expected values: `AffineCrop._get_new_box` of the networks' authors, (left, top, right, bottom). */
describe('pictureAround', () => {
  const IMAGE = { width: 640, height: 480 };

  it.each<[string, number[], number, number[]]>([
    ['in the middle', [270.5, 190.5, 100, 110], 2.7, [185, 97, 455, 394]],
    ['moved in from the left and the top', [10, 5, 100, 110], 2.7, [0, 0, 270, 297]],
    ['moved in from the right and the bottom', [500, 330, 100, 110], 2.7, [370, 183, 640, 480]],
    ['as large as the picture allows', [300, 200, 180, 200], 4, [174, 1, 605, 480]],
  ])('is %s', (_, [x = 0, y = 0, width = 0, height = 0], scale, expected) => {
    const region = pictureAround({ x, y, width, height }, IMAGE, scale);
    expect([region.x, region.y, region.x + region.width, region.y + region.height]).toEqual(expected);
  });

  it('is at least a pixel, however small the face', () => {
    expect(pictureAround({ x: 5, y: 5, width: 0.1, height: 0.1 }, IMAGE, 2.7)).toMatchObject({
      width: 1,
      height: 1,
    });
  });
});

describe('resizeRegion', () => {
  const WIDTH = 6;
  const image = {
    width: WIDTH,
    height: 4,
    data: Uint8Array.from({ length: WIDTH * 4 * 3 }, (_, i) => (Math.floor(i / 3) % WIDTH) * 10 + (i % 3)),
  };
  const reds = (region: Parameters<typeof resizeRegion>[1], size: number) =>
    Array.from(resizeRegion(image, region, size))
      .filter((_, i) => i % 3 === 0)
      .slice(0, size);

  it('of the same size is the region', () => {
    expect(reds({ x: 1, y: 1, width: 3, height: 3 }, 3)).toEqual([10, 20, 30]);
  });

  it('takes the middles of pixels, and the border beyond them', () => {
    expect(reds({ x: 0, y: 0, width: 2, height: 2 }, 4)).toEqual([0, 2.5, 7.5, 10]);
    expect(reds({ x: 0, y: 0, width: 6, height: 4 }, 2)).toEqual([10, 40]);
  });

  it('keeps the channels apart', () => {
    expect([...resizeRegion(image, { x: 2, y: 0, width: 1, height: 1 }, 1)]).toEqual([20, 21, 22]);
  });
});
