import { MEGAPIXELS_MAX, photoFormats } from './accepted-photos.js';

/**
 * Every error that a client can see: code, HTTP status, title (English, for developers) and the sentence shown to the
 * person (`detail`), in French and English. A code that is missing here does not compile.
 */
export interface ErrorDefinition {
  status: number;
  title: string;
  fr: string;
  en: string;
}

const define = <T extends Record<string, ErrorDefinition>>(definitions: T): T => definitions;

export const ERRORS = define({
  // Requests
  VALIDATION_FAILED: {
    status: 400,
    title: 'Invalid request',
    fr: 'La requête est invalide.',
    en: 'The request is invalid.',
  },
  NOT_FOUND: {
    status: 404,
    title: 'Not found',
    fr: 'Cette adresse n’existe pas.',
    en: 'There is nothing at this address.',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    title: 'Payload too large',
    fr: 'La requête est trop grande.',
    en: 'The request is too large.',
  },
  INTERNAL_ERROR: {
    status: 500,
    title: 'Internal server error',
    fr: 'Une erreur interne est survenue.',
    en: 'An internal error occurred.',
  },

  // Tokens
  TOKEN_MISSING: { status: 401, title: 'Bearer token required', fr: 'Token invalide', en: 'Invalid token' },
  TOKEN_INVALID: { status: 401, title: 'Invalid token', fr: 'Token invalide', en: 'Invalid token' },
  AUTHORIZATION_AMBIGUOUS: {
    status: 400,
    title: 'Several Authorization headers',
    fr: 'La requête contient plusieurs en-têtes d’autorisation.',
    en: 'The request has several Authorization headers.',
  },
  FORBIDDEN: {
    status: 403,
    title: 'Forbidden',
    fr: 'Vous n’avez pas le droit de faire cela.',
    en: 'You are not allowed to do this.',
  },
  AUTH_UNAVAILABLE: {
    status: 503,
    title: 'Token keys unavailable',
    fr: 'L’authentification est momentanément indisponible. Réessayez dans un instant.',
    en: 'Authentication is unavailable for the moment. Please try again shortly.',
  },

  // Uploads
  FILE_MISSING: {
    status: 400,
    title: 'No file',
    fr: 'Il manque une photo : champ « file », ou « file_a » et « file_b » pour comparer.',
    en: 'A photo is missing: field "file", or "file_a" and "file_b" to compare.',
  },
  FILE_EMPTY: {
    status: 400,
    title: 'Empty file',
    fr: 'La photo reçue est vide.',
    en: 'The photo received is empty.',
  },
  FILE_UNEXPECTED: {
    status: 400,
    title: 'Unexpected file or field',
    fr: 'Envoyez une seule photo par champ : « file », ou « file_a » et « file_b » pour comparer.',
    en: 'Send exactly one photo a field: "file", or "file_a" and "file_b" to compare.',
  },
  MULTIPART_MALFORMED: {
    status: 400,
    title: 'Malformed multipart body',
    fr: 'L’envoi est incomplet ou mal formé.',
    en: 'The upload is incomplete or malformed.',
  },
  MULTIPART_REQUIRED: {
    status: 415,
    title: 'multipart/form-data required',
    fr: 'Envoyez la photo en multipart/form-data.',
    en: 'Send the photo as multipart/form-data.',
  },
  FILE_TOO_LARGE: {
    status: 413,
    title: 'File too large',
    fr: 'La photo est trop lourde.',
    en: 'The photo is too large.',
  },
  IMAGE_TYPE_UNSUPPORTED: {
    status: 415,
    title: 'Unsupported image type',
    fr: `Ce format n’est pas accepté : envoyez une photo ${photoFormats('fr')}.`,
    en: `This format is not accepted: send a ${photoFormats('en-GB')} photo.`,
  },
  IMAGE_TOO_LARGE: {
    status: 413,
    title: 'Too many pixels',
    fr: `La photo a trop de pixels (${MEGAPIXELS_MAX} mégapixels au plus).`,
    en: `The photo has too many pixels (${MEGAPIXELS_MAX} megapixels at most).`,
  },
  IMAGE_UNREADABLE: {
    status: 400,
    title: 'Unreadable image',
    fr: 'La photo est illisible ou endommagée.',
    en: 'The photo is unreadable or damaged.',
  },

  // Faces
  NO_FACE: {
    status: 400,
    title: 'No face found',
    fr: 'Aucun visage détecté. Placez votre visage face à la caméra, bien éclairé.',
    en: 'No face found. Face the camera in good light.',
  },
  SEVERAL_FACES: {
    status: 400,
    title: 'Several faces found',
    fr: 'Plusieurs visages détectés. Une seule personne doit être sur la photo.',
    en: 'Several faces found. Only one person may be in the photo.',
  },
  FACE_UNUSABLE: {
    status: 400,
    title: 'Face could not be encoded',
    fr: 'Ce visage ne peut pas être analysé. Reprenez la photo.',
    en: 'This face cannot be analysed. Please take the photo again.',
  },
  FACE_TOO_SMALL: {
    status: 400,
    title: 'Face too small',
    fr: 'Le visage est trop petit. Rapprochez-vous de la caméra.',
    en: 'The face is too small. Move closer to the camera.',
  },
  FACE_BLURRED: {
    status: 400,
    title: 'Face blurred',
    fr: 'La photo est floue. Tenez l’appareil immobile et reprenez la photo.',
    en: 'The photo is blurred. Hold the camera still and take it again.',
  },
  FACE_TOO_DARK: {
    status: 400,
    title: 'Face too dark',
    fr: 'Le visage est trop sombre. Éclairez-le de face.',
    en: 'The face is too dark. Light it from the front.',
  },
  FACE_TOO_BRIGHT: {
    status: 400,
    title: 'Face too bright',
    fr: 'Le visage est surexposé. Éloignez-vous de la lumière directe.',
    en: 'The face is overexposed. Move out of the direct light.',
  },
  FACE_LOW_CONTRAST: {
    status: 400,
    title: 'Face without contrast',
    fr: 'Le visage manque de contraste. Changez d’éclairage.',
    en: 'The face lacks contrast. Change the lighting.',
  },
  FACE_TURNED_AWAY: {
    status: 400,
    title: 'Face turned away',
    fr: 'Le visage est tourné. Regardez la caméra de face.',
    en: 'The face is turned away. Look straight at the camera.',
  },
  FACE_TILTED: {
    status: 400,
    title: 'Face tilted',
    fr: 'La tête est penchée. Tenez-la droite.',
    en: 'The head is tilted. Hold it upright.',
  },
  FACE_CUT_OFF: {
    status: 400,
    title: 'Face cut off',
    fr: 'Le visage est coupé au bord. Cadrez-le en entier.',
    en: 'The face is cut off at the border. Keep all of it in the frame.',
  },
  FACE_ALREADY_ENROLLED: {
    status: 409,
    title: 'Face already enrolled',
    fr: 'Ce visage est déjà enregistré pour une autre personne.',
    en: 'This face is already enrolled for another person.',
  },
  NOT_ENROLLED: {
    status: 404,
    title: 'Nothing enrolled',
    fr: 'Aucun visage n’est enregistré pour cette personne.',
    en: 'No face is enrolled for this person.',
  },

  // Limits and outages
  RATE_LIMITED: {
    status: 429,
    title: 'Too many requests',
    fr: 'Trop de demandes. Réessayez dans un instant.',
    en: 'Too many requests. Please try again shortly.',
  },
  VERIFICATION_LOCKED: {
    status: 429,
    title: 'Verification locked',
    fr: 'Trop de vérifications échouées. Réessayez plus tard.',
    en: 'Too many failed verifications. Please try again later.',
  },
  OVERLOADED: {
    status: 503,
    title: 'Overloaded',
    fr: 'Le service est très sollicité. Réessayez dans un instant.',
    en: 'The service is very busy. Please try again shortly.',
  },
  INFERENCE_TIMEOUT: {
    status: 503,
    title: 'Inference timed out',
    fr: 'L’analyse de la photo a pris trop de temps. Réessayez.',
    en: 'Analysing the photo took too long. Please try again.',
  },
  WORKER_LOST: {
    status: 503,
    title: 'Inference process lost',
    fr: 'L’analyse de la photo a été interrompue. Réessayez.',
    en: 'Analysing the photo was interrupted. Please try again.',
  },
  DB_UNAVAILABLE: {
    status: 503,
    title: 'Database unavailable',
    fr: 'Le service est momentanément indisponible. Réessayez dans un instant.',
    en: 'The service is unavailable for the moment. Please try again shortly.',
  },
  GALLERY_TOO_LARGE: {
    status: 503,
    title: 'Gallery too large for this database',
    fr: 'Le service est momentanément indisponible.',
    en: 'The service is unavailable for the moment.',
  },
  SHUTTING_DOWN: {
    status: 503,
    title: 'Shutting down',
    fr: 'Le service redémarre. Réessayez dans un instant.',
    en: 'The service is restarting. Please try again shortly.',
  },
});

export type ErrorCode = keyof typeof ERRORS;
