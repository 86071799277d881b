/** Of an error, what does not depend on the reader: its HTTP status and its title, in English, for developers. */
export interface ErrorDefinition {
  status: number;
  title: string;
}

const define = <T extends Record<string, ErrorDefinition>>(definitions: T): T => definitions;

/** Every error that a client can see. A language of `error-sentences` that lacks one does not compile. */
export const ERRORS = define({
  // Requests
  VALIDATION_FAILED: { status: 400, title: 'Invalid request' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Method not allowed' },
  REQUEST_TIMEOUT: { status: 408, title: 'Request too slow' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'Payload too large' },
  HEADERS_TOO_LARGE: { status: 431, title: 'Header fields too large' },
  INTERNAL_ERROR: { status: 500, title: 'Internal server error' },

  // Tokens
  TOKEN_MISSING: { status: 401, title: 'Bearer token required' },
  TOKEN_INVALID: { status: 401, title: 'Invalid token' },
  TOKEN_EXPIRED: { status: 401, title: 'Token expired' },
  AUTHORIZATION_AMBIGUOUS: { status: 400, title: 'Several Authorization headers' },
  FORBIDDEN: { status: 403, title: 'Forbidden' },
  AUTH_UNAVAILABLE: { status: 503, title: 'Token keys unavailable' },

  // Uploads
  FILE_MISSING: { status: 400, title: 'No file' },
  FILE_EMPTY: { status: 400, title: 'Empty file' },
  FILE_UNEXPECTED: { status: 400, title: 'Unexpected file or field' },
  FIELD_UNKNOWN: { status: 400, title: 'Unknown field' },
  MULTIPART_MALFORMED: { status: 400, title: 'Malformed body' },
  MULTIPART_REQUIRED: { status: 415, title: 'multipart/form-data or JSON required' },
  FILE_TOO_LARGE: { status: 413, title: 'File too large' },
  IMAGE_TYPE_UNSUPPORTED: { status: 415, title: 'Unsupported image type' },
  IMAGE_HEIF: { status: 415, title: 'HEIC, HEIF or AVIF image' },
  IMAGE_TOO_LARGE: { status: 413, title: 'Too many pixels' },
  IMAGE_UNREADABLE: { status: 400, title: 'Unreadable image' },

  // Faces
  NO_FACE: { status: 400, title: 'No face found' },
  SEVERAL_FACES: { status: 400, title: 'Several faces found' },
  FACE_UNUSABLE: { status: 400, title: 'Face could not be encoded' },
  FACE_TOO_SMALL: { status: 400, title: 'Face too small' },
  FACE_BLURRED: { status: 400, title: 'Face blurred' },
  FACE_TOO_DARK: { status: 400, title: 'Face too dark' },
  FACE_TOO_BRIGHT: { status: 400, title: 'Face too bright' },
  FACE_LOW_CONTRAST: { status: 400, title: 'Face without contrast' },
  FACE_TURNED_AWAY: { status: 400, title: 'Face turned away' },
  FACE_TILTED: { status: 400, title: 'Face tilted' },
  FACE_CUT_OFF: { status: 400, title: 'Face cut off' },
  FACE_COVERED: { status: 400, title: 'Face covered' },
  FACE_ALREADY_ENROLLED: { status: 409, title: 'Face already enrolled' },
  FACE_NOT_YOURS: { status: 409, title: 'Another person than in the other photos' },
  PHOTOS_DIFFER: { status: 409, title: 'The photos do not show one person' },
  CONSENT_REQUIRED: { status: 403, title: 'Consent to the text in force required' },
  NOT_ENROLLED: { status: 404, title: 'Nothing enrolled' },
  ENCODING_UNKNOWN: { status: 404, title: 'No such encoding' },

  // Liveness
  LIVENESS_REQUIRED: { status: 403, title: 'Liveness session required' },
  LIVENESS_NOT_PASSED: { status: 409, title: 'Liveness session not usable' },
  LIVENESS_ENDED: { status: 409, title: 'Liveness session ended' },
  LIVENESS_OUT_OF_ORDER: { status: 409, title: 'Frame out of order' },

  // Limits and outages
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  VERIFICATION_LOCKED: { status: 429, title: 'Verification locked' },
  OVERLOADED: { status: 503, title: 'Overloaded' },
  INFERENCE_TIMEOUT: { status: 503, title: 'Inference timed out' },
  WORKER_LOST: { status: 503, title: 'Inference process lost' },
  DB_UNAVAILABLE: { status: 503, title: 'Database unavailable' },
  AUDIT_LOG_FULL: { status: 503, title: 'No space for the audit log' },
  GALLERY_TOO_LARGE: { status: 503, title: 'Gallery too large for this database' },
  SHUTTING_DOWN: { status: 503, title: 'Shutting down' },
});

export type ErrorCode = keyof typeof ERRORS;

/** What a person is told of each error (`detail`), in one language. */
export type ErrorSentences = Readonly<Record<ErrorCode, string>>;
