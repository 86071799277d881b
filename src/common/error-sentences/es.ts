import { MEGAPIXELS_MAX, photoFormats } from '../accepted-photos.js';
import type { ErrorSentences } from '../error-codes.js';

export const es: ErrorSentences = {
  // Requests
  VALIDATION_FAILED: 'La solicitud no es válida.',
  NOT_FOUND: 'Esta dirección no existe.',
  METHOD_NOT_ALLOWED: 'Esta dirección no responde a ese método.',
  REQUEST_TIMEOUT: 'El envío ha tardado demasiado. Compruebe la conexión e inténtelo de nuevo.',
  PAYLOAD_TOO_LARGE: 'La solicitud es demasiado grande.',
  HEADERS_TOO_LARGE: 'Las cabeceras de la solicitud son demasiado grandes.',
  INTERNAL_ERROR: 'Se ha producido un error interno.',

  // Tokens
  TOKEN_MISSING: 'Token no válido',
  TOKEN_INVALID: 'Token no válido',
  TOKEN_EXPIRED: 'Token no válido',
  AUTHORIZATION_AMBIGUOUS: 'La solicitud contiene varias cabeceras de autorización.',
  FORBIDDEN: 'No tiene permiso para hacer esto.',
  AUTH_UNAVAILABLE: 'La autenticación no está disponible por el momento. Inténtelo de nuevo en un instante.',

  // Uploads
  FILE_MISSING: 'Falta una foto: campo «file», o «file_a» y «file_b» para comparar.',
  FILE_EMPTY: 'La foto recibida está vacía.',
  FILE_UNEXPECTED: 'Sobra un campo o una foto: envíe «file», o «file_a» y «file_b» para comparar.',
  FIELD_UNKNOWN: 'La solicitud contiene un campo desconocido.',
  MULTIPART_MALFORMED: 'El envío está incompleto o mal formado.',
  MULTIPART_REQUIRED:
    'Envíe la foto como multipart/form-data, o como JSON del tipo {"image": "data:image/jpeg;base64,…"}.',
  FILE_TOO_LARGE: 'La foto pesa demasiado.',
  IMAGE_TYPE_UNSUPPORTED: `Este formato no se acepta: envíe una foto ${photoFormats('es')}.`,
  IMAGE_HEIF:
    'No se aceptan fotos HEIC ni AVIF: envíela en JPEG. iPhone: Ajustes › Cámara › Formatos › «Más compatible»; Android: desactive «Imágenes de alta eficiencia» en la cámara.',
  IMAGE_TOO_LARGE: `La foto tiene demasiados píxeles (como máximo ${MEGAPIXELS_MAX.jpeg} megapíxeles en JPEG, ${MEGAPIXELS_MAX.whole} en PNG, WebP y JPEG progresivo).`,
  IMAGE_UNREADABLE: 'La foto es ilegible o está dañada.',

  // Faces
  NO_FACE: 'No se ha detectado ninguna cara. Colóquese frente a la cámara, con buena luz.',
  SEVERAL_FACES: 'Se han detectado varias caras. En la foto debe haber una sola persona.',
  FACE_UNUSABLE: 'Esta cara no se puede analizar. Repita la foto.',
  FACE_TOO_SMALL: 'La cara es demasiado pequeña. Acérquese a la cámara.',
  FACE_BLURRED: 'La foto está borrosa. Mantenga quieta la cámara y repita la foto.',
  FACE_TOO_DARK: 'La cara está demasiado oscura. Ilumínela de frente.',
  FACE_TOO_BRIGHT: 'La cara está sobreexpuesta. Aléjese de la luz directa.',
  FACE_LOW_CONTRAST: 'A la cara le falta contraste. Cambie la iluminación.',
  FACE_TURNED_AWAY: 'La cara está girada. Mire de frente a la cámara.',
  FACE_TILTED: 'La cabeza está inclinada. Manténgala recta.',
  FACE_CUT_OFF: 'La cara queda cortada por el borde. Encuádrela entera.',
  FACE_COVERED:
    'Algo tapa parte de la cara. Quítese la mascarilla, la bufanda o las gafas de sol, y aparte las manos y el pelo.',
  FACE_ALREADY_ENROLLED: 'Esta cara ya está registrada a nombre de otra persona.',
  FACE_NOT_YOURS: 'Esta cara no se parece a la de las demás fotos de esta persona.',
  PHOTOS_DIFFER: 'Las fotos enviadas no muestran todas a la misma persona.',
  CONSENT_REQUIRED: 'El registro requiere su acuerdo con el texto vigente.',
  NOT_ENROLLED: 'No hay ninguna cara registrada de esta persona.',
  ENCODING_UNKNOWN: 'Esta foto no está registrada, o ya no lo está, para esta persona.',

  // Liveness
  LIVENESS_REQUIRED: 'Una foto no basta: siga las instrucciones delante de la cámara.',
  LIVENESS_NOT_PASSED:
    'El control de presencia no se ha superado, ha caducado o ya se ha usado. Empiece de nuevo.',
  LIVENESS_ENDED: 'El control de presencia ha terminado. Empiece de nuevo.',
  LIVENESS_OUT_OF_ORDER: 'Las imágenes llegaron desordenadas. Empiece el control de nuevo.',

  // Limits and outages
  RATE_LIMITED: 'Demasiadas solicitudes. Inténtelo de nuevo en un instante.',
  VERIFICATION_LOCKED: 'Demasiadas verificaciones fallidas. Inténtelo de nuevo más tarde.',
  OVERLOADED: 'El servicio está muy ocupado. Inténtelo de nuevo en un instante.',
  INFERENCE_TIMEOUT: 'El análisis de la foto ha tardado demasiado. Inténtelo de nuevo.',
  WORKER_LOST: 'El análisis de la foto se ha interrumpido. Inténtelo de nuevo.',
  DB_UNAVAILABLE: 'El servicio no está disponible por el momento. Inténtelo de nuevo en un instante.',
  AUDIT_LOG_FULL: 'El servicio ya no puede registrar lo que hace. Avise a su administrador.',
  GALLERY_TOO_LARGE: 'El servicio no está disponible por el momento.',
  SHUTTING_DOWN: 'El servicio se está reiniciando. Inténtelo de nuevo en un instante.',
};
