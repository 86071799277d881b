/** What a recognition network says about the encodings that it may be compared with; a `RecognitionModel` is one. */
export interface EncodingVersions {
  /** Version of the pipeline that makes today's encodings. */
  version: string;
  /** Other versions whose encodings were measured to be comparable. */
  compatibleWith: readonly string[];
}

/** The versions whose encodings make up a person's template, today's first, each once. */
export function comparableVersions({ version, compatibleWith }: EncodingVersions): string[] {
  return [...new Set([version, ...compatibleWith])];
}

/** The versions by which a person can be recognised. @param predecessor null where the network in use has none */
export function recognisableVersions(
  model: EncodingVersions,
  predecessor: EncodingVersions | null,
): string[] {
  return [model, ...(predecessor ? [predecessor] : [])].flatMap(comparableVersions);
}
