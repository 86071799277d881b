import { byId } from '../dom.js';

export const TASKS = ['enroll', 'identify', 'verify', 'compare'] as const;
export type Task = (typeof TASKS)[number];

/** The switch that says what the next photo is for. */
export class TaskSwitch {
  private readonly radios = TASKS.map((task) => byId(`task-${task}`, HTMLInputElement));

  constructor(changed: () => void) {
    for (const radio of this.radios) radio.addEventListener('change', changed);
  }

  get current(): Task {
    return TASKS.find((_, index) => this.radios[index]?.checked) ?? 'enroll';
  }

  /** While a photo is on its way for one task, no other is chosen. */
  set busy(busy: boolean) {
    for (const radio of this.radios) radio.disabled = busy;
  }

  choose(task: Task): void {
    byId(`task-${task}`, HTMLInputElement).checked = true;
  }
}
