import { AppError } from '../../../common/app-error.js';
import type { ErrorCode } from '../../../common/error-codes.js';
import type { Locale, Sentence } from '../../../common/locales.js';
import { FIELD_NAME_MAX } from '../field-unknown.js';
import type { UploadLimits } from './upload-limits.js';

/** Text fields of a form at most, and characters of one. */
export const TEXT_FIELDS_MAX = 8;
export const TEXT_BYTES_MAX = 1_024;

interface UploadFault extends Sentence {
  code: ErrorCode;
  /** For the log, where no name from the request may be. */
  reason: string;
}

const define = <T extends Record<string, UploadFault>>(faults: T): T => faults;

/** What is wrong with an upload: `{field}` is the field in question, `{fields}` what the form's photos are called. */
const FAULTS = define({
  NOTHING_SENT: {
    code: 'FILE_MISSING',
    reason: 'no content type',
    fr: 'La requête est vide : envoyez la photo dans le champ {fields}.',
    en: 'The request is empty: send the photo in the field {fields}.',
    es: 'La solicitud está vacía: envíe la foto en el campo {fields}.',
  },
  PHOTO_MISSING: {
    code: 'FILE_MISSING',
    reason: 'a photo is missing',
    fr: 'Il manque une photo : champ {field}.',
    en: 'A photo is missing: field {field}.',
    es: 'Falta una foto: campo {field}.',
  },
  TEXT_FOR_PHOTO: {
    code: 'FILE_MISSING',
    reason: 'text in the file field',
    fr: 'Le champ {field} contient du texte au lieu d’une photo.',
    en: 'The field {field} holds text instead of a photo.',
    es: 'El campo {field} contiene texto en lugar de una foto.',
  },
  BASE64_FOR_PHOTO: {
    code: 'IMAGE_TYPE_UNSUPPORTED',
    reason: 'base64 text in the file field',
    fr: 'Le champ {field} contient une photo en base64 : envoyez ses octets, ou du JSON tel que {"image": "data:image/jpeg;base64,…"}.',
    en: 'The field {field} holds a photo as base64 text: send its bytes, or JSON such as {"image": "data:image/jpeg;base64,…"}.',
    es: 'El campo {field} contiene una foto en base64: envíe sus bytes, o JSON como {"image": "data:image/jpeg;base64,…"}.',
  },
  WRONG_FILE_FIELD: {
    code: 'FILE_UNEXPECTED',
    reason: 'a photo in a field that is none of the form’s',
    fr: 'La photo est arrivée dans le champ {field} : envoyez-la dans {fields}.',
    en: 'The photo came in the field {field}: send it in {fields}.',
    es: 'La foto llegó en el campo {field}: envíela en {fields}.',
  },
  TOO_MANY_PHOTOS: {
    code: 'FILE_UNEXPECTED',
    reason: 'more photos than the form takes',
    fr: 'Le formulaire contient trop de photos ({fields}).',
    en: 'The form has too many photos ({fields}).',
    es: 'El formulario contiene demasiadas fotos ({fields}).',
  },
  PHOTO_AND_SUBSTITUTE: {
    code: 'FILE_UNEXPECTED',
    reason: 'a photo and what stands in for it',
    fr: 'Envoyez une photo ou {field}, pas les deux.',
    en: 'Send a photo or {field}, not both.',
    es: 'Envíe una foto o {field}, no ambas cosas.',
  },
  NESTED_FIELD: {
    code: 'FILE_UNEXPECTED',
    reason: 'a nested text field',
    fr: 'Le champ {field} n’est pas accepté : les noms n’ont ni crochets, ni deux tirets bas au début.',
    en: 'The field {field} is not accepted: names have no brackets and do not begin with two underscores.',
    es: 'El campo {field} no se acepta: los nombres no llevan corchetes ni empiezan por dos guiones bajos.',
  },
  REPEATED_FIELD: {
    code: 'FILE_UNEXPECTED',
    reason: 'a repeated text field',
    fr: 'Le champ {field} est arrivé plusieurs fois.',
    en: 'The field {field} came more than once.',
    es: 'El campo {field} llegó más de una vez.',
  },
  TOO_MANY_FIELDS: {
    code: 'FILE_UNEXPECTED',
    reason: 'too many fields',
    fr: `Le formulaire a trop de champs (au plus ${TEXT_FIELDS_MAX} en plus des photos).`,
    en: `The form has too many fields (at most ${TEXT_FIELDS_MAX} beside the photos).`,
    es: `El formulario tiene demasiados campos (como máximo ${TEXT_FIELDS_MAX} además de las fotos).`,
  },
  FIELD_TOO_LONG: {
    code: 'MULTIPART_MALFORMED',
    reason: 'a text field is too long',
    fr: `Un champ de texte est trop long (au plus ${TEXT_BYTES_MAX} octets, ${FIELD_NAME_MAX} pour son nom).`,
    en: `A text field is too long (at most ${TEXT_BYTES_MAX} bytes, and ${FIELD_NAME_MAX} for its name).`,
    es: `Un campo de texto es demasiado largo (como máximo ${TEXT_BYTES_MAX} bytes, y ${FIELD_NAME_MAX} para su nombre).`,
  },
  FIELD_WITHOUT_NAME: {
    code: 'MULTIPART_MALFORMED',
    reason: 'a part without a name',
    fr: 'Une partie de l’envoi n’a pas de nom : la photo est attendue dans {fields}.',
    en: 'A part of the upload has no name: the photo is expected in {fields}.',
    es: 'Una parte del envío no tiene nombre: la foto se espera en {fields}.',
  },
  JSON_MALFORMED: {
    code: 'MULTIPART_MALFORMED',
    reason: 'not a JSON object of the form’s fields',
    fr: 'Le corps n’est pas un objet JSON tel que {"image": "data:image/jpeg;base64,…"}.',
    en: 'The body is not a JSON object such as {"image": "data:image/jpeg;base64,…"}.',
    es: 'El cuerpo no es un objeto JSON como {"image": "data:image/jpeg;base64,…"}.',
  },
  NOT_BASE64: {
    code: 'IMAGE_UNREADABLE',
    reason: 'not base64',
    fr: 'Le champ {field} n’est pas une photo en base64 (les adresses ne sont pas suivies).',
    en: 'The field {field} is not a photo in base64 (addresses are not followed).',
    es: 'El campo {field} no es una foto en base64 (no se siguen direcciones).',
  },
  NO_BOUNDARY: {
    code: 'MULTIPART_MALFORMED',
    reason: 'no boundary',
    fr: 'L’en-tête Content-Type n’a pas de « boundary » : laissez le client HTTP l’écrire lui-même.',
    en: 'The Content-Type header has no boundary: let the HTTP client write it.',
    es: 'La cabecera Content-Type no tiene «boundary»: deje que la escriba el cliente HTTP.',
  },
  ENDED_EARLY: {
    code: 'MULTIPART_MALFORMED',
    reason: 'the body ended early',
    fr: 'L’envoi s’est arrêté avant la fin. Réessayez.',
    en: 'The upload ended too early. Please try again.',
    es: 'El envío terminó antes de tiempo. Inténtelo de nuevo.',
  },
});

export type UploadFaultKey = keyof typeof FAULTS;

/** @param field the one in question */
export function uploadFault(
  key: UploadFaultKey,
  { fields }: Pick<UploadLimits, 'fields'>,
  field?: string,
): AppError {
  const { code, reason, ...sentence } = FAULTS[key];
  const told = field?.slice(0, FIELD_NAME_MAX);
  const text = (locale: Locale) =>
    sentence[locale].replace(/\{(field|fields)\}/g, (_, name) =>
      name === 'field'
        ? quoted(told ?? '', locale)
        : fields.map((each) => quoted(each.name, locale)).join(', '),
    );
  const detail = { fr: text('fr'), en: text('en'), es: text('es') };
  return new AppError(code, {
    reason,
    detail,
    ...(told === undefined
      ? {}
      : { fields: [{ field: told, english: detail.en, rule: key, parameters: [] }] }),
  });
}

const QUOTES: Readonly<Record<Locale, [string, string]>> = {
  fr: ['« ', ' »'],
  en: ['"', '"'],
  es: ['«', '»'],
};

function quoted(name: string, locale: Locale): string {
  return QUOTES[locale].join(name);
}
