import { MEGAPIXELS_MAX, photoFormats } from '../accepted-photos.js';
import type { ErrorSentences } from '../error-codes.js';

export const en: ErrorSentences = {
  // Requests
  VALIDATION_FAILED: 'The request is invalid.',
  NOT_FOUND: 'There is nothing at this address.',
  METHOD_NOT_ALLOWED: 'This address does not answer that method.',
  REQUEST_TIMEOUT: 'The upload took too long. Check the connection, then try again.',
  PAYLOAD_TOO_LARGE: 'The request is too large.',
  HEADERS_TOO_LARGE: 'The headers of the request are too large.',
  INTERNAL_ERROR: 'An internal error occurred.',

  // Tokens
  TOKEN_MISSING: 'Invalid token',
  TOKEN_INVALID: 'Invalid token',
  TOKEN_EXPIRED: 'Invalid token',
  AUTHORIZATION_AMBIGUOUS: 'The request has several Authorization headers.',
  FORBIDDEN: 'You are not allowed to do this.',
  AUTH_UNAVAILABLE: 'Authentication is unavailable for the moment. Please try again shortly.',

  // Uploads
  FILE_MISSING: 'A photo is missing: field "file", or "file_a" and "file_b" to compare.',
  FILE_EMPTY: 'The photo received is empty.',
  FILE_UNEXPECTED: 'There is a field or a photo too many: send "file", or "file_a" and "file_b" to compare.',
  FIELD_UNKNOWN: 'The request has an unknown field.',
  MULTIPART_MALFORMED: 'The upload is incomplete or malformed.',
  MULTIPART_REQUIRED:
    'Send the photo as multipart/form-data, or as JSON such as {"image": "data:image/jpeg;base64,…"}.',
  FILE_TOO_LARGE: 'The photo is too large.',
  IMAGE_TYPE_UNSUPPORTED: `This format is not accepted: send a ${photoFormats('en-GB')} photo.`,
  IMAGE_HEIF:
    'HEIC and AVIF photos are not accepted: send it as a JPEG. iPhone: Settings › Camera › Formats › “Most Compatible”; Android: switch off “High efficiency pictures” in the camera app.',
  IMAGE_TOO_LARGE: `The photo has too many pixels (at most ${MEGAPIXELS_MAX.jpeg} megapixels as JPEG, ${MEGAPIXELS_MAX.whole} as PNG, WebP and progressive JPEG).`,
  IMAGE_UNREADABLE: 'The photo is unreadable or damaged.',

  // Faces
  NO_FACE: 'No face found. Face the camera in good light.',
  SEVERAL_FACES: 'Several faces found. Only one person may be in the photo.',
  FACE_UNUSABLE: 'This face cannot be analysed. Please take the photo again.',
  FACE_TOO_SMALL: 'The face is too small. Move closer to the camera.',
  FACE_BLURRED: 'The photo is blurred. Hold the camera still and take it again.',
  FACE_TOO_DARK: 'The face is too dark. Light it from the front.',
  FACE_TOO_BRIGHT: 'The face is overexposed. Move out of the direct light.',
  FACE_LOW_CONTRAST: 'The face lacks contrast. Change the lighting.',
  FACE_TURNED_AWAY: 'The face is turned away. Look straight at the camera.',
  FACE_TILTED: 'The head is tilted. Hold it upright.',
  FACE_CUT_OFF: 'The face is cut off at the border. Keep all of it in the frame.',
  FACE_COVERED:
    'Something covers part of the face. Take off mask, scarf or sunglasses, and keep hands and hair away from it.',
  FACE_ALREADY_ENROLLED: 'This face is already enrolled for another person.',
  FACE_NOT_YOURS: 'This face is not like that of this person’s other photos.',
  PHOTOS_DIFFER: 'The photos do not all show the same person.',
  CONSENT_REQUIRED: 'To be enrolled you have to agree to the text that is in force.',
  NOT_ENROLLED: 'No face is enrolled for this person.',
  ENCODING_UNKNOWN: 'This photo is not, or no longer, enrolled for this person.',

  // Liveness
  LIVENESS_REQUIRED: 'A photo is not enough: follow the instructions in front of the camera.',
  LIVENESS_NOT_PASSED: 'The presence check is not passed, has expired or has been used. Please start again.',
  LIVENESS_ENDED: 'The presence check is over. Please start again.',
  LIVENESS_OUT_OF_ORDER: 'The pictures came in the wrong order. Please start the check again.',

  // Limits and outages
  RATE_LIMITED: 'Too many requests. Please try again shortly.',
  VERIFICATION_LOCKED: 'Too many failed verifications. Please try again later.',
  OVERLOADED: 'The service is very busy. Please try again shortly.',
  INFERENCE_TIMEOUT: 'Analysing the photo took too long. Please try again.',
  WORKER_LOST: 'Analysing the photo was interrupted. Please try again.',
  DB_UNAVAILABLE: 'The service is unavailable for the moment. Please try again shortly.',
  AUDIT_LOG_FULL: 'The service can no longer record what it does. Tell its administrator.',
  GALLERY_TOO_LARGE: 'The service is unavailable for the moment.',
  SHUTTING_DOWN: 'The service is restarting. Please try again shortly.',
};
