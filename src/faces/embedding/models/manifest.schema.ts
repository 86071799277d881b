import { z } from 'zod';
import { MODEL_NAME } from '../../../config/inference-choices.js';
import {
  type Alignment,
  ALIGNMENTS,
  CHANNEL_ORDERS,
  NETWORK_FORMATS,
  NETWORK_REPAIRS,
} from './recognition-model.js';

const numbers = z.tuple([z.number(), z.number(), z.number()]);
const positiveNumbers = z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]);

/** A file in the manifest's own folder: never a path out of it. */
const fileName = z.string().regex(/^[a-z0-9_-][a-z0-9._-]*$/i, 'must be a plain file name');

/** `name/folder` or `@scope/name/folder` below node_modules. */
const packageFolder = z
  .string()
  .regex(
    /^(@[a-z0-9-][a-z0-9._-]*\/)?[a-z0-9-][a-z0-9._-]*(\/[a-z0-9_-][a-z0-9._-]*)*$/,
    'must be a package',
  );

/** `models/<name>/model.json`. Unknown keys are refused: a misspelt key would silently change what is computed. */
export const manifestSchema = z
  .strictObject({
    name: z.string().regex(MODEL_NAME, 'must be the name of its folder'),
    /** For people: what it is, its licence, where it comes from. */
    description: z.string().optional(),
    licence: z.string().optional(),
    source: z.string().optional(),
    network: z.strictObject({
      format: z.enum(NETWORK_FORMATS),
      file: fileName,
      /** The folder of an installed npm package that holds the file; without it the manifest's own (or face-api's). */
      package: packageFolder.optional(),
      /** Of a graph model: what its converter broke and is put right when it is read. */
      repair: z.enum(NETWORK_REPAIRS).optional(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits'),
    }),
    input: z.strictObject({
      /** Side of the square input in pixels. */
      size: z.number().int(),
      channels: z.enum(CHANNEL_ORDERS),
      /** The network sees (value − mean) / std, values 0..255, in the order of `channels`. */
      mean: numbers,
      std: positiveNumbers,
    }),
    alignment: z.enum(Object.keys(ALIGNMENTS) as Alignment[]),
    /** Average the encodings of the face and of its mirror image. */
    flip: z.boolean(),
    /** Scale encodings to length 1 (after averaging). */
    l2Normalize: z.boolean(),
    /** Numbers in an encoding. */
    dimension: z.number().int().min(1).max(4096),
    /** Pipeline versions whose stored encodings were measured to be comparable with this one's. */
    /** The model whose enrolments stay recognised beside this one's until the last of them is renewed: the name of its folder. */
    predecessor: z.string().regex(MODEL_NAME).optional(),
    compatibleWith: z.array(z.string().min(1).max(100)).default([]),
    /** Calibration file beside the manifest, as `npm run evaluate -- … --calibration` writes it. */
    calibration: fileName.optional(),
  })
  .superRefine(({ alignment, input }, context) => {
    const size = ALIGNMENTS[alignment];
    if (input.size === size) return;
    context.addIssue({
      code: 'custom',
      path: ['input', 'size'],
      message: `must be ${size} for ${alignment}`,
    });
  });

export type Manifest = z.output<typeof manifestSchema>;
