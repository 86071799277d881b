import { byId } from '../dom.js';
import type { Stage } from '../stage/stage.js';
import { GUIDED, PAIR, Series, type Slot } from './series.js';
import type { Submission } from './submission.js';
import type { Task } from './tasks.js';
import type { Turns } from './turns.js';

const STORED = 'twoinone.guided';

/** Where photos come from: the camera films one pose after the other, files are what they are. */
export type Source = 'camera' | 'files';

/** Gathers the photos that a task needs, and has them sent once they are complete. */
export class Collector {
  private readonly series = new Series();
  private readonly guided = byId('guided', HTMLInputElement);
  private task: Task = 'enroll';

  constructor(
    private readonly stage: Stage,
    private readonly turns: Turns,
    private readonly submission: Submission,
    private readonly takesPhotos: (task: Task) => boolean,
  ) {
    this.guided.checked = localStorage.getItem(STORED) !== 'off';
    this.guided.addEventListener('change', () => {
      localStorage.setItem(STORED, this.guided.checked ? 'on' : 'off');
      this.begin(this.task);
    });
  }

  /** Forgets what was gathered for another task or person. */
  begin(task: Task): void {
    this.task = task;
    byId('guided-row', HTMLDivElement).hidden = task !== 'enroll' || !this.takesPhotos(task);
    this.series.begin(this.slots);
    this.stage.aim = this.series.next?.aim ?? 'front';
  }

  /** In the language that is spoken now. */
  label(): void {
    this.series.show();
  }

  async take(source: Source, photos: () => Promise<Blob[]>): Promise<void> {
    const { task } = this;
    if (this.slots.length === 0 || (source === 'files' && task === 'enroll')) {
      await this.submission.send(task, photos);
      return;
    }
    await this.turns.take(async (isCurrent) => {
      const taken = await photos().catch(() => []);
      if (!isCurrent()) return;
      for (const photo of taken) this.series.add(photo);
      this.stage.aim = this.series.next?.aim ?? 'front';
    });
    if (this.series.photos.length === 0 || this.series.next !== undefined) return;
    const all = [...this.series.photos];
    await this.submission.send(task, () => Promise.resolve(all));
  }

  private get slots(): readonly Slot[] {
    if (!this.takesPhotos(this.task)) return [];
    if (this.task === 'compare') return PAIR;
    return this.task === 'enroll' && this.guided.checked ? GUIDED : [];
  }
}
