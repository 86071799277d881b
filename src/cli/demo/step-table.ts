import Table from 'cli-table3';

interface Step {
  action: string;
  who: string;
  answer: string;
  held: boolean;
  ms: number;
}

/** Prints each step as it happens and the table at the end. */
export class StepTable {
  private readonly steps: Step[] = [];

  add(action: string, who: string, answer: string, held: boolean, ms: number): void {
    this.steps.push({ action, who, answer, held, ms });
    console.log(
      `  ${held ? '✓' : '✗'} ${[action, who].filter((text) => text !== '').join(' ')} (${Math.round(ms)} ms)`,
    );
  }

  get allHeld(): boolean {
    return this.steps.every((step) => step.held);
  }

  print(): void {
    const table = new Table({
      head: ['Step', 'Who', 'Answer', 'ms', 'Held'],
      style: { head: [], border: [], compact: true },
      colAligns: ['left', 'left', 'left', 'right', 'left'],
    });
    for (const { action, who, answer, held, ms } of this.steps) {
      table.push([action, who, answer, Math.round(ms), held ? 'yes' : 'NO']);
    }
    console.log(table.toString());
    const failed = this.steps.filter((step) => !step.held).length;
    console.log(
      failed === 0
        ? `All ${this.steps.length} steps held.`
        : `${failed} of ${this.steps.length} steps did not hold.`,
    );
  }
}
