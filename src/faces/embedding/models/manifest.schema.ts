import { z } from 'zod';
import { ALIGNMENTS } from './recognition-model.js';

const triple = z.tuple([z.number(), z.number(), z.number()]);
const positiveTriple = z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]);
const modelVersion = z.string().min(1).max(100);

/** `models/<name>/model.json`. Unknown keys are refused: a misspelt key would silently change what is computed. */
export const manifestSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i),
    description: z.string().optional(),
    licence: z.string().optional(),
    source: z.string().optional(),
    network: z.strictObject({
      format: z.enum(['face-api', 'onnx']),
      file: z
        .string()
        .min(1)
        .refine((file) => !/[/\\]/.test(file) && file !== '..', 'must be a file name without a path'),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits'),
    }),
    input: z.strictObject({
      size: z.number().int(),
      channels: z.enum(['rgb', 'bgr']),
      mean: triple,
      std: positiveTriple,
    }),
    alignment: z.enum(['dlib-chip-150', 'arcface-112']),
    flip: z.boolean(),
    l2Normalize: z.boolean(),
    dimension: z.number().int().min(1).max(4096),
    compatibleWith: z.array(modelVersion).default([]),
  })
  .superRefine((manifest, context) => {
    const size = ALIGNMENTS[manifest.alignment];
    if (manifest.input.size !== size) {
      const message = `must be ${size} for the alignment ${manifest.alignment}`;
      context.addIssue({ code: 'custom', path: ['input', 'size'], message });
    }
  });

export type Manifest = z.output<typeof manifestSchema>;
