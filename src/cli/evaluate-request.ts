import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ENGINE_CHOICES } from '../config/inference-choices.js';

export const EVALUATE_USAGE = `Usage: npm run evaluate -- PAIRS.csv [options]

PAIRS.csv has the columns label,a,b: 1 for one person and 0 for two, and two paths relative to the file.

  --engine ${ENGINE_CHOICES.join('|')}   default: FACE_ENGINE
  --model NAME                    default: FACE_MODEL
  --identity-regex PATTERN        who is on a photograph: the first group of the pattern on its path
                                  (default: the name of its folder)
  --identification                also search everybody among all others, by the service's own decision
  --calibration FILE              write a calibration for CALIBRATION_FILE or a model's manifest
  --json FILE, --html FILE        write the report
  --workers N                     inference processes (default: INFERENCE_WORKERS)
  --bootstrap N                   rounds of the confidence intervals (default 200)
  --no-cache                      encode every photograph again`;

const requestSchema = z.object({
  pairs: z.string().min(1),
  engine: z.enum(ENGINE_CHOICES).optional(),
  model: z.string().min(1).optional(),
  identityPattern: z.instanceof(RegExp).nullable(),
  identification: z.boolean(),
  calibration: z.string().min(1).optional(),
  json: z.string().min(1).optional(),
  html: z.string().min(1).optional(),
  workers: z.coerce.number().int().min(1).max(64).optional(),
  bootstrap: z.coerce.number().int().min(20).max(10_000).default(200),
  cache: z.boolean(),
});

export type EvaluateRequest = z.output<typeof requestSchema>;

/** @throws Error with one line for the operator */
export function evaluateRequest(args: string[]): EvaluateRequest {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      engine: { type: 'string' },
      model: { type: 'string' },
      'identity-regex': { type: 'string' },
      identification: { type: 'boolean', default: false },
      calibration: { type: 'string' },
      json: { type: 'string' },
      html: { type: 'string' },
      workers: { type: 'string' },
      bootstrap: { type: 'string' },
      'no-cache': { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1) throw new Error('Name exactly one PAIRS.csv');
  const pattern = values['identity-regex'];
  const parsed = requestSchema.safeParse({
    ...values,
    pairs: positionals[0],
    identityPattern: pattern === undefined ? null : new RegExp(pattern),
    cache: !values['no-cache'],
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`--${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}
