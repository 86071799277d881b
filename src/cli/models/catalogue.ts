import type { z } from 'zod';
import { PASSIVE_FILES, PASSIVE_FOLDER } from '../../faces/embedding/models/passive-files.js';
import type { manifestSchema } from '../../faces/embedding/models/manifest.schema.js';

export interface CatalogueFile {
  /** In the network's folder. */
  file: string;
  url: string;
  sha256: string;
  sizeBytes: number;
}

/** A network that does not come with the service, and where it is to be had. */
export interface CatalogueEntry {
  /** Of its folder in MODELS_PATH. */
  name: string;
  licence: string;
  /** Who publishes it. */
  source: string;
  files: readonly CatalogueFile[];
  /** Of a recognition network: written beside the files as `model.json`. */
  manifest?: z.input<typeof manifestSchema>;
}

const SFACE_FILE: CatalogueFile = {
  file: 'face_recognition_sface_2021dec.onnx',
  // The file is in git LFS: this address gives the file itself, at the commit that made it.
  url: 'https://media.githubusercontent.com/media/opencv/opencv_zoo/47534e27c9851bb1128ccc0102f1145e27f23f98/models/face_recognition_sface/face_recognition_sface_2021dec.onnx',
  sha256: '0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79',
  sizeBytes: 38_696_353,
};

/** Its graph subtracts 127.5 and divides by 128 itself, so it is given plain RGB (OpenCV's FaceRecognizerSF::feature). */
const SFACE: CatalogueEntry = {
  name: 'sface',
  licence: 'Apache 2.0; what it was trained on is not said',
  source: 'https://github.com/opencv/opencv_zoo/tree/main/models/face_recognition_sface',
  files: [SFACE_FILE],
  manifest: {
    name: 'sface',
    description: 'SFace (Zhong et al. 2021) of the OpenCV Zoo, 128 numbers',
    licence: 'Apache 2.0; what it was trained on is not said',
    source: 'https://github.com/opencv/opencv_zoo/tree/main/models/face_recognition_sface',
    network: { format: 'onnx', file: SFACE_FILE.file, sha256: SFACE_FILE.sha256 },
    input: { size: 112, channels: 'rgb', mean: [0, 0, 0], std: [1, 1, 1] },
    alignment: 'arcface-112',
    flip: true,
    l2Normalize: true,
    dimension: 128,
  },
};

const PASSIVE_SOURCE = 'minivision-ai/Silent-Face-Anti-Spoofing';
const PASSIVE_COMMIT = 'f679b7c96ad407d1114182847d3e0c20619a76d0';

/** What liveness sessions look for prints and screens with; the service itself reads the files (`readCheckpoint`). */
const MINIFASNET: CatalogueEntry = {
  name: PASSIVE_FOLDER,
  licence: 'Apache 2.0; its training data is not published',
  source: `https://github.com/${PASSIVE_SOURCE}`,
  files: PASSIVE_FILES.map(({ file, sha256, sizeBytes }) => ({
    file,
    url: `https://raw.githubusercontent.com/${PASSIVE_SOURCE}/${PASSIVE_COMMIT}/resources/anti_spoof_models/${file}`,
    sha256,
    sizeBytes,
  })),
};

/** Networks whose folders in models/ come with the service. */
export const BUILT_IN: readonly string[] = ['face-api', 'mobilefacenet'];

/** What `twoinone models add` knows. */
export const CATALOGUE: readonly CatalogueEntry[] = [SFACE, MINIFASNET];

export function inCatalogue(name: string): CatalogueEntry | undefined {
  return CATALOGUE.find((entry) => entry.name === name);
}
