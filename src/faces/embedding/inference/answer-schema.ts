import { types } from 'node:util';
import { z } from 'zod';
import { ENGINES } from '../../../config/inference-choices.js';
import { type PhotoAnalysis, QUALITY_CODES } from '../photo-analysis.js';

/*
 * What an inference process may say. It handles hostile bytes with native decoders, so the service believes only
 * what has the agreed shape and finite numbers.
 */

const number = z.number();
const count = z.number().int().min(0);
const milliseconds = z.number().min(0);
const probability = z.number().min(0).max(1);
const text = z.string().max(200);

const face = z.object({
  box: z.object({ x: number, y: number, width: number, height: number }),
  score: number,
  landmarks: z.array(z.object({ x: number, y: number })).max(68),
  landmarkSpread: number.nullable(),
  liveScore: probability.nullable(),
  covered: z.object({ hidden: probability, altered: probability }),
  pose: z.object({ yaw: number, pitch: number, roll: number }),
  quality: z.object({
    interocularPx: number,
    facePx: number,
    sharpness: number,
    brightness: number,
    contrast: number,
    visibleShare: number,
  }),
  findings: z.array(z.object({ code: z.enum(QUALITY_CODES), value: number, limit: number })),
});

const encoding = z.custom<Float32Array>(
  (value) => types.isFloat32Array(value) && value.length > 0 && value.every(Number.isFinite),
);

const analysis: z.ZodType<PhotoAnalysis> = z.object({
  width: count,
  height: count,
  faces: z.array(face),
  faceCount: count,
  subject: count.nullable(),
  encoding: encoding.nullable(),
  earlier: z.object({ encoding, model: text }).nullable(),
  all: z.array(z.object({ encoding, earlier: encoding.nullable() }).nullable()).nullable(),
  model: text,
  times: z.object({
    queueMs: milliseconds,
    decodeMs: milliseconds,
    detectMs: milliseconds,
    landmarksMs: milliseconds,
    encodeMs: milliseconds,
    passiveMs: milliseconds,
    totalMs: milliseconds,
  }),
});

const about = z.object({
  engine: z.enum(ENGINES),
  runtime: text,
  model: text,
  dimension: z.number().int().positive(),
  /** Whether it can tell a person from a picture of one. */
  passive: z.boolean(),
  libraries: z.record(text, text),
  /** Why the slower engine had to be taken; null when it did not. */
  fallbackReason: z.string().nullable(),
});

/** What an inference process says about itself once its networks are loaded. */
export type InferenceAbout = z.output<typeof about>;

/** @throws ZodError when it is not what was agreed */
export const readAbout = (value: unknown): InferenceAbout => about.parse(value);

/** @throws ZodError when it is not what was agreed */
export const readAnalysis = (value: unknown): PhotoAnalysis => analysis.parse(value);
