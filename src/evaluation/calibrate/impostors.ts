import { type EncodingMatrix, rowDistance, rowOf, toMatrix } from '../distances.js';
import { meanTemplate } from '../../faces/decision/template.js';

/** People and their encodings, all of length 1; rows are numbered through. */
export interface People {
  encodings: EncodingMatrix;
  /** Rows of each person. */
  rowsOf: readonly (readonly number[])[];
}

/** Distances of one kind of comparison, ascending, with the two people of each. */
export interface Comparison {
  distance: Float32Array;
  personA: Int32Array;
  personB: Int32Array;
}

export interface TemplateComparisons {
  /** Encodings averaged in a template. */
  size: number;
  genuine: Float32Array;
  /** The closest impostors only, at most TAIL of all. */
  impostor: Comparison;
  /** Every 20th or so of all impostor distances, ascending. */
  sample: Float32Array;
  /** All impostor comparisons, and of each person as the template's owner … */
  impostors: number;
  /** … so that a bootstrap can weigh them: comparisons by owner and by the person on the probe. */
  templatesOf: Int32Array;
  probesOf: Int32Array;
}

/** Share of the impostor comparisons that is kept with their people. */
const TAIL = 0.02;
/** Templates of photographs of their own that one person contributes to the impostors: a few people have hundreds. */
const MAX_TEMPLATES = 6;
/** Rounds in which other photographs make the template of a person. */
const TURNS = 3;

/**
 * Every photograph against templates of `size` others: of the same person (each photograph against `size` of the rest, in a few
 * turns) and of everybody else. One encoding: all pairs.
 */
export function compareWithTemplates({ encodings, rowsOf }: People, size: number): TemplateComparisons {
  const owners: number[] = [];
  const templates: Float32Array[] = [];
  const genuine: number[] = [];
  rowsOf.forEach((rows, person) => {
    for (const [at, probe] of rows.entries()) {
      if (rows.length <= size) break;
      for (let turn = 0; turn < Math.min(TURNS, rows.length - size); turn++) {
        const others = rows.toSpliced(at, 1);
        const chosen = Array.from(
          { length: size },
          (_, i) => others[(at + turn + i) % others.length] ?? probe,
        );
        genuine.push(rowDistance(templateOf(encodings, chosen), 0, encodings, probe));
      }
    }
    const made = size === 1 ? rows.length : Math.min(Math.floor(rows.length / size), MAX_TEMPLATES);
    for (let first = 0; first < made * size; first += size) {
      owners.push(person);
      templates.push(meanTemplate(rows.slice(first, first + size).map((row) => rowOf(encodings, row))));
    }
  });
  return {
    size,
    genuine: Float32Array.from(genuine).sort(),
    ...compareImpostors(encodings, rowsOf, owners, templates, size === 1),
  };
}

function templateOf(encodings: EncodingMatrix, rows: readonly number[]): EncodingMatrix {
  return toMatrix([meanTemplate(rows.map((row) => rowOf(encodings, row)))]);
}

function compareImpostors(
  encodings: EncodingMatrix,
  rowsOf: readonly (readonly number[])[],
  owners: readonly number[],
  templates: readonly Float32Array[],
  isSymmetric: boolean,
): Omit<TemplateComparisons, 'size' | 'genuine'> {
  const personOf = new Int32Array(encodings.rows);
  rowsOf.forEach((rows, person) => rows.forEach((row) => (personOf[row] = person)));
  const matrix = toMatrix(templates);
  const each = (visit: (distance: number, owner: number, person: number) => void, step = 1): void => {
    for (let t = 0; t < matrix.rows; t++) {
      const owner = owners[t] ?? -1;
      for (let row = t % step; row < encodings.rows; row += step) {
        const person = personOf[row] ?? -1;
        // Of single encodings each pair once.
        if (person === owner || (isSymmetric && person < owner)) continue;
        visit(rowDistance(matrix, t, encodings, row), owner, person);
      }
    }
  };
  const sample: number[] = [];
  each((distance) => sample.push(distance), 20);
  sample.sort((a, b) => a - b);
  const cut = sample[Math.floor(sample.length * TAIL)] ?? Infinity;
  const kept: { distance: number; owner: number; person: number }[] = [];
  let impostors = 0;
  each((distance, owner, person) => {
    impostors += 1;
    if (distance <= cut) kept.push({ distance, owner, person });
  });
  kept.sort((a, b) => a.distance - b.distance);
  const templatesOf = new Int32Array(rowsOf.length);
  for (const owner of owners) templatesOf[owner] = (templatesOf[owner] ?? 0) + 1;
  return {
    impostor: {
      distance: Float32Array.from(kept, ({ distance }) => distance),
      personA: Int32Array.from(kept, ({ owner }) => owner),
      personB: Int32Array.from(kept, ({ person }) => person),
    },
    sample: Float32Array.from(sample),
    impostors,
    templatesOf,
    probesOf: Int32Array.from(rowsOf, ({ length }) => length),
  };
}
