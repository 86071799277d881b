import { byId } from '../dom.js';

/** Content in two looks and for this long: not in the one frame of a movement that happens to be good. */
const LOOKS = 2;
const STEADY_MS = 700;
const STORED = 'twoinone.auto-shutter';

/** Presses the shutter when the guidance is content, unless the person has switched that off. */
export class AutoShutter {
  private readonly control = byId('auto-shutter', HTMLInputElement);
  private looks = 0;
  private since = 0;

  constructor(private readonly press: () => void) {
    this.control.checked = localStorage.getItem(STORED) !== 'off';
    this.control.addEventListener('change', () => {
      localStorage.setItem(STORED, this.control.checked ? 'on' : 'off');
      this.reset();
    });
  }

  reset(): void {
    this.looks = 0;
  }

  /** After each look of the guidance. */
  saw(ready: boolean, now = performance.now()): void {
    if (!ready || !this.control.checked) {
      this.reset();
      return;
    }
    if (this.looks === 0) this.since = now;
    this.looks += 1;
    if (this.looks < LOOKS || now - this.since < STEADY_MS) return;
    this.reset();
    this.press();
  }
}
