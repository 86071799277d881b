import { MEGAPIXELS_MAX, photoFormats } from '../accepted-photos.js';
import type { ErrorSentences } from '../error-codes.js';

export const fr: ErrorSentences = {
  // Requests
  VALIDATION_FAILED: 'La requête est invalide.',
  NOT_FOUND: 'Cette adresse n’existe pas.',
  METHOD_NOT_ALLOWED: 'Cette adresse ne répond pas à cette méthode.',
  REQUEST_TIMEOUT: 'L’envoi a pris trop de temps. Vérifiez la connexion, puis réessayez.',
  PAYLOAD_TOO_LARGE: 'La requête est trop grande.',
  HEADERS_TOO_LARGE: 'Les en-têtes de la requête sont trop grands.',
  INTERNAL_ERROR: 'Une erreur interne est survenue.',

  // Tokens
  TOKEN_MISSING: 'Token invalide',
  TOKEN_INVALID: 'Token invalide',
  TOKEN_EXPIRED: 'Token invalide',
  AUTHORIZATION_AMBIGUOUS: 'La requête contient plusieurs en-têtes d’autorisation.',
  FORBIDDEN: 'Vous n’avez pas le droit de faire cela.',
  AUTH_UNAVAILABLE: 'L’authentification est momentanément indisponible. Réessayez dans un instant.',

  // Uploads
  FILE_MISSING: 'Il manque une photo : champ « file », ou « file_a » et « file_b » pour comparer.',
  FILE_EMPTY: 'La photo reçue est vide.',
  FILE_UNEXPECTED:
    'Un champ ou une photo est en trop : envoyez « file », ou « file_a » et « file_b » pour comparer.',
  FIELD_UNKNOWN: 'La requête contient un champ inconnu.',
  MULTIPART_MALFORMED: 'L’envoi est incomplet ou mal formé.',
  MULTIPART_REQUIRED:
    'Envoyez la photo en multipart/form-data, ou en JSON tel que {"image": "data:image/jpeg;base64,…"}.',
  FILE_TOO_LARGE: 'La photo est trop lourde.',
  IMAGE_TYPE_UNSUPPORTED: `Ce format n’est pas accepté : envoyez une photo ${photoFormats('fr')}.`,
  IMAGE_HEIF:
    'Les photos HEIC et AVIF ne sont pas acceptées : envoyez-la en JPEG. iPhone : Réglages › Appareil photo › Formats › « Le plus compatible » ; Android : désactivez « Photos haute efficacité » dans l’appareil photo.',
  IMAGE_TOO_LARGE: `La photo a trop de pixels (au plus ${MEGAPIXELS_MAX.jpeg} mégapixels en JPEG, ${MEGAPIXELS_MAX.whole} en PNG, WebP et JPEG progressif).`,
  IMAGE_UNREADABLE: 'La photo est illisible ou endommagée.',

  // Faces
  NO_FACE: 'Aucun visage détecté. Placez votre visage face à la caméra, bien éclairé.',
  SEVERAL_FACES: 'Plusieurs visages détectés. Une seule personne doit être sur la photo.',
  FACE_UNUSABLE: 'Ce visage ne peut pas être analysé. Reprenez la photo.',
  FACE_TOO_SMALL: 'Le visage est trop petit. Rapprochez-vous de la caméra.',
  FACE_BLURRED: 'La photo est floue. Tenez l’appareil immobile et reprenez la photo.',
  FACE_TOO_DARK: 'Le visage est trop sombre. Éclairez-le de face.',
  FACE_TOO_BRIGHT: 'Le visage est surexposé. Éloignez-vous de la lumière directe.',
  FACE_LOW_CONTRAST: 'Le visage manque de contraste. Changez d’éclairage.',
  FACE_TURNED_AWAY: 'Le visage est tourné. Regardez la caméra de face.',
  FACE_TILTED: 'La tête est penchée. Tenez-la droite.',
  FACE_CUT_OFF: 'Le visage est coupé au bord. Cadrez-le en entier.',
  FACE_COVERED:
    'Quelque chose cache une partie du visage. Retirez masque, écharpe ou lunettes de soleil, et dégagez mains et cheveux.',
  FACE_ALREADY_ENROLLED: 'Ce visage est déjà enregistré pour une autre personne.',
  FACE_NOT_YOURS: 'Ce visage ne ressemble pas à celui des autres photos de cette personne.',
  PHOTOS_DIFFER: 'Les photos envoyées ne montrent pas toutes la même personne.',
  CONSENT_REQUIRED: 'L’enregistrement demande votre accord avec le texte en vigueur.',
  NOT_ENROLLED: 'Aucun visage n’est enregistré pour cette personne.',
  ENCODING_UNKNOWN: 'Cette photo n’est pas ou plus enregistrée pour cette personne.',

  // Liveness
  LIVENESS_REQUIRED: 'Une photo ne suffit pas : suivez les instructions devant la caméra.',
  LIVENESS_NOT_PASSED: 'Le contrôle de présence n’est pas réussi, a expiré ou a déjà servi. Recommencez.',
  LIVENESS_ENDED: 'Le contrôle de présence est terminé. Recommencez.',
  LIVENESS_OUT_OF_ORDER: 'Les images sont arrivées dans le désordre. Recommencez le contrôle.',

  // Limits and outages
  RATE_LIMITED: 'Trop de demandes. Réessayez dans un instant.',
  VERIFICATION_LOCKED: 'Trop de vérifications échouées. Réessayez plus tard.',
  OVERLOADED: 'Le service est très sollicité. Réessayez dans un instant.',
  INFERENCE_TIMEOUT: 'L’analyse de la photo a pris trop de temps. Réessayez.',
  WORKER_LOST: 'L’analyse de la photo a été interrompue. Réessayez.',
  DB_UNAVAILABLE: 'Le service est momentanément indisponible. Réessayez dans un instant.',
  AUDIT_LOG_FULL: 'Le service ne peut plus consigner ce qu’il fait. Prévenez son administrateur.',
  GALLERY_TOO_LARGE: 'Le service est momentanément indisponible.',
  SHUTTING_DOWN: 'Le service redémarre. Réessayez dans un instant.',
};
