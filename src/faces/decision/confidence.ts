/**
 * Posterior probability that a probe shows the person of one template, given the evidence of all templates it was
 * compared with. Prior: as likely that the probe's person is enrolled as not, and each enrolled person as likely as any
 * other. By Bayes, with LR the likelihood ratio of each candidate and N the users compared:
 *
 *     P(candidate) = LR / (N + Σ LR)
 *
 * With N = 1 it is the plain calibrated probability that two faces show the same person at even odds.
 *
 * @param logLikelihoodRatio natural logarithm of the candidate's LR
 * @param rivals logarithms of the LR of the nearest other users; farther ones carry no weight
 * @param users N, at least 1
 */
export function posterior(logLikelihoodRatio: number, rivals: readonly number[] = [], users = 1): number {
  const against = rivals.reduce(
    (sum, rival) => sum + Math.exp(rival - logLikelihoodRatio),
    Math.exp(Math.log(Math.max(1, users)) - logLikelihoodRatio),
  );
  return 1 / (1 + against);
}

/** Who is told: exact answers let an anonymous caller reconstruct a template from about a hundred photographs. */
export type Audience = 'signed-in' | 'anonymous';

const STEPS_PER_UNIT = { 'signed-in': 100, anonymous: 10 } as const satisfies Record<Audience, number>;
/** Keeps 0.29 · 100 = 28.999… on its step. */
const ROUNDING_SLACK = 1e-9;

const PROBABILITY_STEPS = 1_000;

/** The probability of a candidate as an operator is told it: rounded down, and never certainty. */
export function roundedProbability(probability: number): number {
  const steps = Math.floor(probability * PROBABILITY_STEPS + ROUNDING_SLACK);
  return Math.min(PROBABILITY_STEPS - 1, steps) / PROBABILITY_STEPS;
}

/**
 * The confidence of a match as it is answered: rounded down to steps of 0.01 (0.1 for anonymous callers), so that it
 * never claims more than was measured and never certainty, yet never below the threshold that it passed.
 */
export function answeredConfidence(confidence: number, threshold: number, audience: Audience): number {
  const steps = STEPS_PER_UNIT[audience];
  const floor = Math.min(steps - 1, Math.floor(confidence * steps + ROUNDING_SLACK)) / steps;
  const finest = STEPS_PER_UNIT['signed-in'];
  return Math.max(floor, Math.ceil(threshold * finest - ROUNDING_SLACK) / finest);
}
