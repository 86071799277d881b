/** What can run the networks. */
export const ENGINES = ['onnx', 'tensorflow'] as const;
export type Engine = (typeof ENGINES)[number];

/** What FACE_ENGINE may be; `auto` is onnx, and tensorflow only where onnxruntime cannot load. */
export const ENGINE_CHOICES = ['auto', ...ENGINES] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/** What FACE_MODEL may be: the name of a folder below MODELS_PATH. */
export const MODEL_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;
