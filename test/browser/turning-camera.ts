import type { BrowserContext } from 'playwright-core';
import { DIRECTIONS } from '../../src/faces/liveness/challenge.js';
import type { Pictures } from '../support/liveness/liveness-visitor.js';

type Films = Record<string, [way: string, there: string]>;

/**
 * A camera in whose picture somebody does what the page asks: the rendered head takes the way to a direction, stays there, and comes
 * back. No film can do that, since nobody knows the directions beforehand. It is also what a session cannot tell from a person:
 * video that is injected instead of the camera (docs/liveness.md).
 */
export async function installTurningCamera(context: BrowserContext, pictures: Pictures): Promise<void> {
  const films: Films = {};
  for (const instruction of ['straight', ...DIRECTIONS] as const) {
    const [way, there] = pictures[instruction];
    films[instruction] = [way.toString('base64'), there.toString('base64')];
  }
  await context.addInitScript(`(${inPage.toString()})(${JSON.stringify(films)})`);
}

/** Runs in the page: without any name from outside. */
function inPage(films: Films): void {
  interface Canvas {
    width: number;
    height: number;
    getContext(kind: '2d'): { drawImage(image: unknown, x: number, y: number): void };
    captureStream(rate: number): unknown;
  }
  interface Page {
    document: {
      createElement(tag: string): Canvas;
      querySelector(selector: string): { dataset: Record<string, string> } | null;
    };
    /** Not an element with an address: the page's policy allows none. */
    createImageBitmap(picture: Blob): Promise<unknown>;
    navigator: { mediaDevices: { getUserMedia: () => Promise<unknown> } };
    HTMLCanvasElement: { prototype: { toBlob: (...how: unknown[]) => void } };
    setInterval(run: () => void, ms: number): void;
  }
  const page = globalThis as unknown as Page;
  const DRAW_MS = 60;
  /** Pictures that the page takes of the way, also when its video lags behind. */
  const TAKEN_ON_THE_WAY = 3;
  const load = (base64: string) =>
    page.createImageBitmap(new Blob([Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))]));
  let taken = 0;
  const { prototype } = page.HTMLCanvasElement;
  const { toBlob } = prototype;
  prototype.toBlob = function (...how) {
    taken += 1;
    toBlob.apply(this, how);
  };
  page.navigator.mediaDevices.getUserMedia = async () => {
    const images: Record<string, unknown[]> = {};
    for (const [name, pictures] of Object.entries(films))
      images[name] = await Promise.all(pictures.map(load));
    const canvas = page.document.createElement('canvas');
    Object.assign(canvas, { width: 640, height: 480 });
    let asked = 'straight';
    let since = taken;
    const draw = () => {
      const now = page.document.querySelector('.liveness')?.dataset['instruction'] ?? 'straight';
      if (now !== asked) [asked, since] = [now, taken];
      const isThere = asked === 'straight' || taken - since >= TAKEN_ON_THE_WAY;
      canvas.getContext('2d').drawImage(images[asked]?.[isThere ? 1 : 0], 0, 0);
    };
    draw();
    page.setInterval(draw, DRAW_MS);
    return canvas.captureStream(30);
  };
}
