import Table from 'cli-table3';
import { tell } from '../program/output.js';

interface Step {
  action: string;
  who: string;
  answer: string;
  held: boolean;
  ms: number;
}

/** Tells each step as it happens, and makes a table of them. */
export class StepTable {
  readonly steps: Step[] = [];

  add(action: string, who: string, answer: string, held: boolean, ms: number): void {
    this.steps.push({ action, who, answer, held, ms });
    tell(
      `  ${held ? '✓' : '✗'} ${[action, who].filter((text) => text !== '').join(' ')} (${Math.round(ms)} ms)`,
    );
  }

  get allHeld(): boolean {
    return this.steps.every((step) => step.held);
  }

  get text(): string {
    const table = new Table({
      head: ['Step', 'Who', 'Answer', 'ms', 'Held'],
      style: { head: [], border: [], compact: true },
      colAligns: ['left', 'left', 'left', 'right', 'left'],
    });
    for (const { action, who, answer, held, ms } of this.steps) {
      table.push([action, who, answer, Math.round(ms), held ? 'yes' : 'NO']);
    }
    const failed = this.steps.filter((step) => !step.held).length;
    const verdict =
      failed === 0
        ? `All ${this.steps.length} steps held.`
        : `${failed} of ${this.steps.length} steps did not hold.`;
    return `${table.toString()}\n${verdict}`;
  }
}
