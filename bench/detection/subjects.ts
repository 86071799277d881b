import type { Box } from '../../src/faces/embedding/photo-analysis.js';
import {
  chooseSubject,
  SUBJECT_RULES,
  type SubjectRules,
} from '../../src/faces/embedding/pipeline/detection/choose-subject.js';
import { Rate } from '../identity/rates.js';

/** The faces of a photograph, and its size, in pixels. */
export interface SeenPhoto {
  boxes: readonly Box[];
  width: number;
  height: number;
}

/** Values on either side of each of the rules' constants. */
const OTHERS: Readonly<Record<keyof SubjectRules, readonly number[]>> = {
  clearLead: [1.5, 3],
  cornerWeight: [0.1, 0.5, 1],
  middle: [0.1, 0.3],
  edge: [0.35, 0.55],
  comparable: [0.35, 0.7],
};

/** Which subject the rules choose in photographs of the person in the middle, with each constant changed by itself. */
export function measureSubjects(photos: readonly SeenPhoto[]): string[][] {
  const variants = Object.entries(OTHERS).flatMap(([name, values]) =>
    values.map((value) => ({ name: `${name} ${value}`, rules: { ...SUBJECT_RULES, [name]: value } })),
  );
  return [{ name: 'as they are', rules: SUBJECT_RULES }, ...variants].map(({ name, rules }) => {
    const [unclear, wrong] = [new Rate(), new Rate()];
    for (const { boxes, width, height } of photos) {
      const { subject } = chooseSubject(boxes, width, height, rules);
      unclear.add(subject === null);
      if (subject !== null) wrong.add(subject !== centralOf(boxes, width, height));
    }
    return [name, String(unclear), String(wrong)];
  });
}

/** Index of the face that holds the photograph's centre, the largest if several do; -1 when none does. */
export function centralOf(boxes: readonly Box[], width: number, height: number): number {
  const holding = boxes
    .map((box, index) => ({ box, index }))
    .filter(
      ({ box }) =>
        Math.abs(box.x + box.width / 2 - width / 2) <= box.width / 2 &&
        Math.abs(box.y + box.height / 2 - height / 2) <= box.height / 2,
    )
    .sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
  return holding[0]?.index ?? -1;
}
