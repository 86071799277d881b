import { byId, make } from '../dom.js';
import { t, type TextKey } from '../i18n.js';
import type { Aim } from '../stage/advice.js';

export interface Slot {
  name: TextKey;
  aim: Aim;
}

/** One enrolment in three photos: a template of several poses is recognised in more of them. */
export const GUIDED: readonly Slot[] = [
  { name: 'slotFront', aim: 'front' },
  { name: 'slotLeft', aim: 'left' },
  { name: 'slotRight', aim: 'right' },
];
export const PAIR: readonly Slot[] = [
  { name: 'slotFirst', aim: 'front' },
  { name: 'slotSecond', aim: 'front' },
];

/** Photos that are sent together, one after the other taken: a strip shows which are there and which comes next. */
export class Series {
  private readonly strip = byId('series', HTMLOListElement);
  private slots: readonly Slot[] = [];
  private taken: { photo: Blob; picture: HTMLImageElement }[] = [];

  /** Begins anew, without any photo. */
  begin(slots: readonly Slot[]): void {
    for (const { picture } of this.taken) URL.revokeObjectURL(picture.src);
    this.slots = slots;
    this.taken = [];
    this.show();
  }

  get photos(): readonly Blob[] {
    return this.taken.map(({ photo }) => photo);
  }

  /** What the next photo is to show; undefined: all are there. */
  get next(): Slot | undefined {
    return this.slots[this.taken.length];
  }

  add(photo: Blob): void {
    if (this.next === undefined) return;
    const picture = make('img', 'slot');
    picture.src = URL.createObjectURL(photo);
    this.taken.push({ photo, picture });
    this.show();
  }

  show(): void {
    this.strip.hidden = this.slots.length === 0;
    this.strip.replaceChildren(...this.slots.map((slot, index) => this.item(slot, index)));
  }

  private item({ name }: Slot, index: number): HTMLLIElement {
    const picture = this.taken[index]?.picture;
    if (picture !== undefined) picture.alt = t('slotTaken');
    const item = make('li', '', picture ?? make('span', 'slot', String(index + 1)));
    item.append(make('span', 'slot-name', t(name)));
    const isNext = index === this.taken.length;
    item.dataset['state'] = picture !== undefined ? 'taken' : isNext ? 'next' : 'later';
    if (isNext) item.setAttribute('aria-current', 'step');
    return item;
  }
}
