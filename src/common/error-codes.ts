import { MEGAPIXELS_MAX, photoFormats } from './accepted-photos.js';
import type { Sentence } from './locales.js';

/**
 * Every error that a client can see: code, HTTP status, title (English, for developers) and the sentence shown to the
 * person (`detail`), in every language. A code that is missing here does not compile.
 */
export interface ErrorDefinition extends Sentence {
  status: number;
  title: string;
}

const define = <T extends Record<string, ErrorDefinition>>(definitions: T): T => definitions;

export const ERRORS = define({
  // Requests
  VALIDATION_FAILED: {
    status: 400,
    title: 'Invalid request',
    fr: 'La requête est invalide.',
    en: 'The request is invalid.',
    es: 'La solicitud no es válida.',
  },
  NOT_FOUND: {
    status: 404,
    title: 'Not found',
    fr: 'Cette adresse n’existe pas.',
    en: 'There is nothing at this address.',
    es: 'Esta dirección no existe.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'Method not allowed',
    fr: 'Cette adresse ne répond pas à cette méthode.',
    en: 'This address does not answer that method.',
    es: 'Esta dirección no responde a ese método.',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    title: 'Payload too large',
    fr: 'La requête est trop grande.',
    en: 'The request is too large.',
    es: 'La solicitud es demasiado grande.',
  },
  INTERNAL_ERROR: {
    status: 500,
    title: 'Internal server error',
    fr: 'Une erreur interne est survenue.',
    en: 'An internal error occurred.',
    es: 'Se ha producido un error interno.',
  },

  // Tokens
  TOKEN_MISSING: {
    status: 401,
    title: 'Bearer token required',
    fr: 'Token invalide',
    en: 'Invalid token',
    es: 'Token no válido',
  },
  TOKEN_INVALID: {
    status: 401,
    title: 'Invalid token',
    fr: 'Token invalide',
    en: 'Invalid token',
    es: 'Token no válido',
  },
  AUTHORIZATION_AMBIGUOUS: {
    status: 400,
    title: 'Several Authorization headers',
    fr: 'La requête contient plusieurs en-têtes d’autorisation.',
    en: 'The request has several Authorization headers.',
    es: 'La solicitud contiene varias cabeceras de autorización.',
  },
  FORBIDDEN: {
    status: 403,
    title: 'Forbidden',
    fr: 'Vous n’avez pas le droit de faire cela.',
    en: 'You are not allowed to do this.',
    es: 'No tiene permiso para hacer esto.',
  },
  AUTH_UNAVAILABLE: {
    status: 503,
    title: 'Token keys unavailable',
    fr: 'L’authentification est momentanément indisponible. Réessayez dans un instant.',
    en: 'Authentication is unavailable for the moment. Please try again shortly.',
    es: 'La autenticación no está disponible por el momento. Inténtelo de nuevo en un instante.',
  },

  // Uploads
  FILE_MISSING: {
    status: 400,
    title: 'No file',
    fr: 'Il manque une photo : champ « file », ou « file_a » et « file_b » pour comparer.',
    en: 'A photo is missing: field "file", or "file_a" and "file_b" to compare.',
    es: 'Falta una foto: campo «file», o «file_a» y «file_b» para comparar.',
  },
  FILE_EMPTY: {
    status: 400,
    title: 'Empty file',
    fr: 'La photo reçue est vide.',
    en: 'The photo received is empty.',
    es: 'La foto recibida está vacía.',
  },
  FILE_UNEXPECTED: {
    status: 400,
    title: 'Unexpected file or field',
    fr: 'Envoyez une seule photo par champ : « file », ou « file_a » et « file_b » pour comparer.',
    en: 'Send exactly one photo a field: "file", or "file_a" and "file_b" to compare.',
    es: 'Envíe una sola foto por campo: «file», o «file_a» y «file_b» para comparar.',
  },
  FIELD_UNKNOWN: {
    status: 400,
    title: 'Unknown field',
    fr: 'La requête contient un champ inconnu.',
    en: 'The request has an unknown field.',
    es: 'La solicitud contiene un campo desconocido.',
  },
  MULTIPART_MALFORMED: {
    status: 400,
    title: 'Malformed multipart body',
    fr: 'L’envoi est incomplet ou mal formé.',
    en: 'The upload is incomplete or malformed.',
    es: 'El envío está incompleto o mal formado.',
  },
  MULTIPART_REQUIRED: {
    status: 415,
    title: 'multipart/form-data required',
    fr: 'Envoyez la photo en multipart/form-data.',
    en: 'Send the photo as multipart/form-data.',
    es: 'Envíe la foto como multipart/form-data.',
  },
  FILE_TOO_LARGE: {
    status: 413,
    title: 'File too large',
    fr: 'La photo est trop lourde.',
    en: 'The photo is too large.',
    es: 'La foto pesa demasiado.',
  },
  IMAGE_TYPE_UNSUPPORTED: {
    status: 415,
    title: 'Unsupported image type',
    fr: `Ce format n’est pas accepté : envoyez une photo ${photoFormats('fr')}.`,
    en: `This format is not accepted: send a ${photoFormats('en-GB')} photo.`,
    es: `Este formato no se acepta: envíe una foto ${photoFormats('es')}.`,
  },
  IMAGE_HEIF: {
    status: 415,
    title: 'HEIC, HEIF or AVIF image',
    fr: 'Les photos HEIC et AVIF ne sont pas acceptées : envoyez-la en JPEG. iPhone : Réglages › Appareil photo › Formats › « Le plus compatible » ; Android : désactivez « Photos haute efficacité » dans l’appareil photo.',
    en: 'HEIC and AVIF photos are not accepted: send it as a JPEG. iPhone: Settings › Camera › Formats › “Most Compatible”; Android: switch off “High efficiency pictures” in the camera app.',
    es: 'No se aceptan fotos HEIC ni AVIF: envíela en JPEG. iPhone: Ajustes › Cámara › Formatos › «Más compatible»; Android: desactive «Imágenes de alta eficiencia» en la cámara.',
  },
  IMAGE_TOO_LARGE: {
    status: 413,
    title: 'Too many pixels',
    fr: `La photo a trop de pixels (au plus ${MEGAPIXELS_MAX.jpeg} mégapixels en JPEG, ${MEGAPIXELS_MAX.whole} en PNG, WebP et JPEG progressif).`,
    en: `The photo has too many pixels (at most ${MEGAPIXELS_MAX.jpeg} megapixels as JPEG, ${MEGAPIXELS_MAX.whole} as PNG, WebP and progressive JPEG).`,
    es: `La foto tiene demasiados píxeles (como máximo ${MEGAPIXELS_MAX.jpeg} megapíxeles en JPEG, ${MEGAPIXELS_MAX.whole} en PNG, WebP y JPEG progresivo).`,
  },
  IMAGE_UNREADABLE: {
    status: 400,
    title: 'Unreadable image',
    fr: 'La photo est illisible ou endommagée.',
    en: 'The photo is unreadable or damaged.',
    es: 'La foto es ilegible o está dañada.',
  },

  // Faces
  NO_FACE: {
    status: 400,
    title: 'No face found',
    fr: 'Aucun visage détecté. Placez votre visage face à la caméra, bien éclairé.',
    en: 'No face found. Face the camera in good light.',
    es: 'No se ha detectado ninguna cara. Colóquese frente a la cámara, con buena luz.',
  },
  SEVERAL_FACES: {
    status: 400,
    title: 'Several faces found',
    fr: 'Plusieurs visages détectés. Une seule personne doit être sur la photo.',
    en: 'Several faces found. Only one person may be in the photo.',
    es: 'Se han detectado varias caras. En la foto debe haber una sola persona.',
  },
  FACE_UNUSABLE: {
    status: 400,
    title: 'Face could not be encoded',
    fr: 'Ce visage ne peut pas être analysé. Reprenez la photo.',
    en: 'This face cannot be analysed. Please take the photo again.',
    es: 'Esta cara no se puede analizar. Repita la foto.',
  },
  FACE_TOO_SMALL: {
    status: 400,
    title: 'Face too small',
    fr: 'Le visage est trop petit. Rapprochez-vous de la caméra.',
    en: 'The face is too small. Move closer to the camera.',
    es: 'La cara es demasiado pequeña. Acérquese a la cámara.',
  },
  FACE_BLURRED: {
    status: 400,
    title: 'Face blurred',
    fr: 'La photo est floue. Tenez l’appareil immobile et reprenez la photo.',
    en: 'The photo is blurred. Hold the camera still and take it again.',
    es: 'La foto está borrosa. Mantenga quieta la cámara y repita la foto.',
  },
  FACE_TOO_DARK: {
    status: 400,
    title: 'Face too dark',
    fr: 'Le visage est trop sombre. Éclairez-le de face.',
    en: 'The face is too dark. Light it from the front.',
    es: 'La cara está demasiado oscura. Ilumínela de frente.',
  },
  FACE_TOO_BRIGHT: {
    status: 400,
    title: 'Face too bright',
    fr: 'Le visage est surexposé. Éloignez-vous de la lumière directe.',
    en: 'The face is overexposed. Move out of the direct light.',
    es: 'La cara está sobreexpuesta. Aléjese de la luz directa.',
  },
  FACE_LOW_CONTRAST: {
    status: 400,
    title: 'Face without contrast',
    fr: 'Le visage manque de contraste. Changez d’éclairage.',
    en: 'The face lacks contrast. Change the lighting.',
    es: 'A la cara le falta contraste. Cambie la iluminación.',
  },
  FACE_TURNED_AWAY: {
    status: 400,
    title: 'Face turned away',
    fr: 'Le visage est tourné. Regardez la caméra de face.',
    en: 'The face is turned away. Look straight at the camera.',
    es: 'La cara está girada. Mire de frente a la cámara.',
  },
  FACE_TILTED: {
    status: 400,
    title: 'Face tilted',
    fr: 'La tête est penchée. Tenez-la droite.',
    en: 'The head is tilted. Hold it upright.',
    es: 'La cabeza está inclinada. Manténgala recta.',
  },
  FACE_CUT_OFF: {
    status: 400,
    title: 'Face cut off',
    fr: 'Le visage est coupé au bord. Cadrez-le en entier.',
    en: 'The face is cut off at the border. Keep all of it in the frame.',
    es: 'La cara queda cortada por el borde. Encuádrela entera.',
  },
  FACE_ALREADY_ENROLLED: {
    status: 409,
    title: 'Face already enrolled',
    fr: 'Ce visage est déjà enregistré pour une autre personne.',
    en: 'This face is already enrolled for another person.',
    es: 'Esta cara ya está registrada a nombre de otra persona.',
  },
  FACE_NOT_YOURS: {
    status: 409,
    title: 'Another person than in the other photos',
    fr: 'Ce visage ne ressemble pas à celui des autres photos de cette personne.',
    en: 'This face is not like that of this person’s other photos.',
    es: 'Esta cara no se parece a la de las demás fotos de esta persona.',
  },
  NOT_ENROLLED: {
    status: 404,
    title: 'Nothing enrolled',
    fr: 'Aucun visage n’est enregistré pour cette personne.',
    en: 'No face is enrolled for this person.',
    es: 'No hay ninguna cara registrada de esta persona.',
  },

  // Liveness
  LIVENESS_REQUIRED: {
    status: 403,
    title: 'Liveness session required',
    fr: 'Une photo ne suffit pas : suivez les instructions devant la caméra.',
    en: 'A photo is not enough: follow the instructions in front of the camera.',
    es: 'Una foto no basta: siga las instrucciones delante de la cámara.',
  },
  LIVENESS_NOT_PASSED: {
    status: 409,
    title: 'Liveness session not usable',
    fr: 'Le contrôle de présence n’est pas réussi, a expiré ou a déjà servi. Recommencez.',
    en: 'The presence check is not passed, has expired or has been used. Please start again.',
    es: 'El control de presencia no se ha superado, ha caducado o ya se ha usado. Empiece de nuevo.',
  },
  LIVENESS_ENDED: {
    status: 409,
    title: 'Liveness session ended',
    fr: 'Le contrôle de présence est terminé. Recommencez.',
    en: 'The presence check is over. Please start again.',
    es: 'El control de presencia ha terminado. Empiece de nuevo.',
  },
  LIVENESS_OUT_OF_ORDER: {
    status: 409,
    title: 'Frame out of order',
    fr: 'Les images sont arrivées dans le désordre. Recommencez le contrôle.',
    en: 'The pictures came in the wrong order. Please start the check again.',
    es: 'Las imágenes llegaron desordenadas. Empiece el control de nuevo.',
  },

  // Limits and outages
  RATE_LIMITED: {
    status: 429,
    title: 'Too many requests',
    fr: 'Trop de demandes. Réessayez dans un instant.',
    en: 'Too many requests. Please try again shortly.',
    es: 'Demasiadas solicitudes. Inténtelo de nuevo en un instante.',
  },
  VERIFICATION_LOCKED: {
    status: 429,
    title: 'Verification locked',
    fr: 'Trop de vérifications échouées. Réessayez plus tard.',
    en: 'Too many failed verifications. Please try again later.',
    es: 'Demasiadas verificaciones fallidas. Inténtelo de nuevo más tarde.',
  },
  OVERLOADED: {
    status: 503,
    title: 'Overloaded',
    fr: 'Le service est très sollicité. Réessayez dans un instant.',
    en: 'The service is very busy. Please try again shortly.',
    es: 'El servicio está muy ocupado. Inténtelo de nuevo en un instante.',
  },
  INFERENCE_TIMEOUT: {
    status: 503,
    title: 'Inference timed out',
    fr: 'L’analyse de la photo a pris trop de temps. Réessayez.',
    en: 'Analysing the photo took too long. Please try again.',
    es: 'El análisis de la foto ha tardado demasiado. Inténtelo de nuevo.',
  },
  WORKER_LOST: {
    status: 503,
    title: 'Inference process lost',
    fr: 'L’analyse de la photo a été interrompue. Réessayez.',
    en: 'Analysing the photo was interrupted. Please try again.',
    es: 'El análisis de la foto se ha interrumpido. Inténtelo de nuevo.',
  },
  DB_UNAVAILABLE: {
    status: 503,
    title: 'Database unavailable',
    fr: 'Le service est momentanément indisponible. Réessayez dans un instant.',
    en: 'The service is unavailable for the moment. Please try again shortly.',
    es: 'El servicio no está disponible por el momento. Inténtelo de nuevo en un instante.',
  },
  GALLERY_TOO_LARGE: {
    status: 503,
    title: 'Gallery too large for this database',
    fr: 'Le service est momentanément indisponible.',
    en: 'The service is unavailable for the moment.',
    es: 'El servicio no está disponible por el momento.',
  },
  SHUTTING_DOWN: {
    status: 503,
    title: 'Shutting down',
    fr: 'Le service redémarre. Réessayez dans un instant.',
    en: 'The service is restarting. Please try again shortly.',
    es: 'El servicio se está reiniciando. Inténtelo de nuevo en un instante.',
  },
});

export type ErrorCode = keyof typeof ERRORS;
