import { xorshift } from '../../src/evaluation/bootstrap.js';
import { direction } from '../../src/faces/decision/template.js';

/** Length of the noise, where the sum of two people's directions is about 1.4 long: the result resembles neither. */
const NOISE = 0.83;
const SEED = 11;

/** Directions between those of two real people drawn at random, with noise: nobody's, but where faces are. The same in every run. */
export function syntheticDirections(real: readonly Float32Array[]): () => Float32Array {
  const random = xorshift(SEED);
  const drawn = () => real[Math.floor(random() * real.length)];
  // The sum of three uniform numbers is nearly normal, with a standard deviation of 1/2.
  const normal = () => 2 * (random() + random() + random() - 1.5);
  return () => {
    const [a, b] = [drawn(), drawn()];
    if (!a || !b) throw new Error('Nobody to draw synthetic people from');
    const scale = NOISE / Math.sqrt(a.length);
    return direction(a.map((value, i) => value + (b[i] ?? 0) + scale * normal()));
  };
}
