import { type CoverNetwork, softmax } from '../../src/faces/embedding/pipeline/quality/covered.js';
import { gaussian, seededRandom } from '../../test/support/people/synthetic-people.js';

export interface Sample {
  features: Float32Array;
  /** Index of what it is. */
  label: number;
}

export interface Training {
  hidden: number;
  outputs: number;
  epochs: number;
  seed: number;
  /** Of the weights, decoupled (Loshchilov & Hutter 2019). */
  decay: number;
}

const BATCH = 32;
/** Greatest step; it falls along half a cosine. */
const RATE = 1e-3;
/** Share of the inputs that are left out at random, so that no few of them decide (dropout). */
const DROPPED = 0.2;
const [BETA_1, BETA_2, EPSILON] = [0.9, 0.999, 1e-8];

/** Numbers that are learnt, with the moments of Adam (Kingma & Ba 2015). */
class Parameters {
  readonly gradient: Float32Array;
  private readonly mean: Float32Array;
  private readonly square: Float32Array;
  private steps = 0;

  constructor(
    readonly values: Float32Array,
    private readonly decay: number,
  ) {
    this.gradient = new Float32Array(values.length);
    this.mean = new Float32Array(values.length);
    this.square = new Float32Array(values.length);
  }

  /** One step against the gradient, which begins anew. */
  update(rate: number): void {
    this.steps++;
    const { values, gradient, mean, square } = this;
    const [one, two] = [1 - BETA_1 ** this.steps, 1 - BETA_2 ** this.steps];
    for (let i = 0; i < values.length; i++) {
      const slope = (gradient[i] ?? 0) / BATCH;
      const m = (mean[i] = BETA_1 * (mean[i] ?? 0) + (1 - BETA_1) * slope);
      const s = (square[i] = BETA_2 * (square[i] ?? 0) + (1 - BETA_2) * slope * slope);
      const value = values[i] ?? 0;
      values[i] = value - rate * (m / one / (Math.sqrt(s / two) + EPSILON) + this.decay * value);
      gradient[i] = 0;
    }
  }
}

/** A network of one hidden layer by stochastic gradient descent on the cross entropy; the same for the same seed. */
export function train(samples: readonly Sample[], training: Training): CoverNetwork {
  const random = seededRandom(training.seed);
  const learner = new Learner(samples[0]?.features.length ?? 0, training, random);
  const order = [...samples];
  const batches = Math.floor(order.length / BATCH);
  for (let epoch = 0; epoch < training.epochs; epoch++) {
    shuffle(order, random);
    for (let batch = 0; batch < batches; batch++) {
      for (const sample of order.slice(batch * BATCH, (batch + 1) * BATCH)) learner.learn(sample);
      const done = (epoch * batches + batch) / (training.epochs * batches);
      learner.update(RATE * 0.5 * (1 + Math.cos(Math.PI * done)));
    }
  }
  return learner.network;
}

class Learner {
  private readonly first: Parameters;
  private readonly firstBias: Parameters;
  private readonly second: Parameters;
  private readonly secondBias: Parameters;
  private readonly input: Float32Array;
  private readonly activations: Float32Array;

  constructor(
    private readonly inputs: number,
    { hidden, outputs, decay }: Training,
    private readonly random: () => number,
  ) {
    const normal = gaussian(random);
    const drawn = (count: number, deviation: number) =>
      Float32Array.from({ length: count }, () => deviation * normal());
    this.first = new Parameters(drawn(hidden * inputs, Math.sqrt(2 / inputs)), decay);
    this.firstBias = new Parameters(new Float32Array(hidden), 0);
    this.second = new Parameters(drawn(outputs * hidden, Math.sqrt(1 / hidden)), decay);
    this.secondBias = new Parameters(new Float32Array(outputs), 0);
    this.input = new Float32Array(inputs);
    this.activations = new Float32Array(hidden);
  }

  get network(): CoverNetwork {
    const { first, firstBias, second, secondBias } = this;
    return {
      first: first.values,
      firstBias: firstBias.values,
      second: second.values,
      secondBias: secondBias.values,
    };
  }

  learn({ features, label }: Sample): void {
    const { inputs, input, random } = this;
    for (let i = 0; i < inputs; i++) input[i] = random() < DROPPED ? 0 : (features[i] ?? 0) / (1 - DROPPED);
    this.backwards(this.errors(label));
  }

  update(rate: number): void {
    for (const each of [this.first, this.firstBias, this.second, this.secondBias]) each.update(rate);
  }

  /** Of the outputs, for what `input` holds. */
  private errors(label: number): Float32Array {
    const { inputs, input, activations, first, firstBias, second, secondBias } = this;
    for (let unit = 0; unit < activations.length; unit++) {
      let sum = firstBias.values[unit] ?? 0;
      for (let i = 0, at = unit * inputs; i < inputs; i++, at++)
        sum += (first.values[at] ?? 0) * (input[i] ?? 0);
      activations[unit] = Math.max(sum, 0);
    }
    const errors = softmax(
      secondBias.values.map((start, output) =>
        activations.reduce(
          (sum, value, unit) => sum + value * (second.values[output * activations.length + unit] ?? 0),
          start,
        ),
      ),
    );
    errors[label] = (errors[label] ?? 0) - 1;
    return errors;
  }

  private backwards(errors: Float32Array): void {
    const { inputs, input, activations, first, firstBias, second, secondBias } = this;
    activations.forEach((activation, unit) => {
      // Silent units pass nothing on.
      if (activation === 0) return;
      let back = 0;
      errors.forEach((error, output) => {
        const at = output * activations.length + unit;
        back += error * (second.values[at] ?? 0);
        add(second.gradient, at, error * activation);
      });
      add(firstBias.gradient, unit, back);
      for (let i = 0, at = unit * inputs; i < inputs; i++, at++)
        add(first.gradient, at, back * (input[i] ?? 0));
    });
    errors.forEach((error, output) => add(secondBias.gradient, output, error));
  }
}

function add(values: Float32Array, at: number, value: number): void {
  values[at] = (values[at] ?? 0) + value;
}

function shuffle<T>(values: T[], random: () => number): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [values[i], values[j]] = [values[j] as T, values[i] as T];
  }
}
