import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';
import { type Setting, Visit } from './setting.js';

const SIDE_MAX = 1_920;
/** Playwright does not see the bytes of a form's files; the page itself does. Every request goes out as before. */
const KEEP_WHAT_IS_SENT = `{
  const send = window.fetch;
  window.fetch = async (request, ...more) => {
    if (request.url?.endsWith('/ml/verify-face')) {
      const photo = (await request.clone().formData()).get('file');
      const reader = new FileReader();
      await new Promise((resolve) => { reader.onload = resolve; reader.readAsDataURL(photo); });
      window.sentPhoto = reader.result;
    }
    return send(request, ...more);
  };
}`;

/** A chosen photo of a phone goes out small, upright, and without where and when it was taken. */
export async function uploads(browser: Browser, address: string, setting: Setting): Promise<void> {
  const visit = await Visit.open(browser, address, setting);
  const { console } = visit;
  await console.page.evaluate(KEEP_WHAT_IS_SENT);
  // Lying on its side, as phones store it (orientation 6), with a place.
  const photo = await sharp(await portraitOf(SAMPLE_FACES.edith))
    .resize({ height: 4_000 })
    .rotate(-90)
    .withExif({ IFD0: { Make: 'Phone' }, IFD3: { GPSLatitude: '48/1 51/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  assert.ok((await sharp(photo).metadata()).exif !== undefined, 'the photo says where it was taken');
  await console.enterAs('edith');
  await console.choose('identify');
  await console.upload(photo);
  const sent = await console.page.evaluate<string>('window.sentPhoto');
  const received = await sharp(Buffer.from(sent.replace(/^.*,/, ''), 'base64')).metadata();
  assert.deepEqual([received.height, received.exif, received.orientation], [SIDE_MAX, undefined, undefined]);
  await console.drawn();
  await visit.end();
}
