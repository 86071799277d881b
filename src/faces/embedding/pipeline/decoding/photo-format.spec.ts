import { describe, expect, it } from '@jest/globals';
import { photoFormatOf } from './photo-format.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('photoFormatOf', () => {
  it.each([
    ['JPEG', '\xff\xd8\xff\xe0\0\x10JFIF', 'JPEG'],
    ['PNG', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'PNG'],
    ['WebP', 'RIFF\x24\0\0\0WEBPVP8 ', 'WebP'],
    ['a WAV file, RIFF too', 'RIFF\x24\0\0\0WAVEfmt ', null],
    ['GIF', 'GIF89a', null],
    ['TIFF', 'II*\0', null],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>', null],
    ['HEIC', '\0\0\0\x18ftypheic', null],
    ['PDF', '%PDF-1.7', null],
    ['two bytes', '\xff\xd8', null],
    ['nothing', '', null],
  ])('%s', (_, start, format) => {
    expect(photoFormatOf(bytes(start))).toBe(format);
  });
});
