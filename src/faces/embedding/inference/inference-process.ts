/** Entry point of an inference process: bytes of photographs in, analyses out. It is given nothing else. */
import './seal-network.js';
import { z } from 'zod';
import { ENGINE_CHOICES } from '../../../config/inference-choices.js';
import { ANALYSIS_KINDS } from '../photo-analysis.js';
import { serveJobs } from './job-server.js';

const settingsSchema = z.object({
  engine: z.enum(ENGINE_CHOICES),
  model: z.string(),
  modelsPath: z.string(),
  cachePath: z.string(),
  templateKey: z.instanceof(Uint8Array).optional(),
});

const jobSchema = z.object({
  photo: z.instanceof(Uint8Array),
  kind: z.enum(ANALYSIS_KINDS),
  from: z.number().int().min(0),
});

serveJobs(async (settings) => {
  // Loaded only now: the network is sealed before any library sees it.
  const { FacePipeline } = await import('../pipeline/face-pipeline.js');
  const { libraryVersions } = await import('./library-versions.js');
  const pipeline = await FacePipeline.create(settingsSchema.parse(settings));
  const { engine, runtime, model, dimension, passive, fallbackReason } = pipeline;
  return {
    about: { engine, runtime, model, dimension, passive, fallbackReason, libraries: libraryVersions() },
    run: (job) => {
      const { photo, kind, from } = jobSchema.parse(job);
      return pipeline.analyze(photo, kind, from);
    },
  };
});
