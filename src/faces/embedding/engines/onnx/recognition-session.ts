/** The recognition network of an engine process, built in or plugged in. */
export interface RecognitionSession {
  /** As `FaceNetworks.describe`. */
  describe(rgb: Float32Array, count: number): Promise<Float32Array>;
  release(): Promise<void>;
}
