import type { Lab } from './lab.js';

/** What a fault showed. A fault holds when nothing is broken. */
export class Findings {
  readonly seen: string[] = [];
  readonly broken: string[] = [];

  saw(text: string): void {
    this.seen.push(text);
  }

  must(holds: boolean, otherwise: string): void {
    if (!holds) this.broken.push(otherwise);
  }
}

/** One thing that production does to a service, and what must hold while and after it happens. */
export interface Fault {
  name: string;
  expected: string;
  provoke: (lab: Lab, findings: Findings) => Promise<void>;
}
