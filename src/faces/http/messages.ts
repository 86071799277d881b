import type { Locale } from '../../common/http/locale.js';

/** Sentences shown to the person on success and on an honest "no", in both languages. */
const MESSAGES = {
  ENROLLED: { fr: 'Visage enregistré avec succès.', en: 'Face enrolled.' },
  MATCH: { fr: 'Visage reconnu.', en: 'Face recognised.' },
  NO_MATCH: { fr: 'Visage non reconnu.', en: 'Face not recognised.' },
  AMBIGUOUS_MATCH: {
    fr: 'Visage non reconnu avec certitude. Reprenez la photo de face, sous un bon éclairage.',
    en: 'Face not recognised with certainty. Take the photo again, facing the camera in good light.',
  },
  SAME_PERSON: { fr: 'Les deux photos montrent la même personne.', en: 'Both photos show the same person.' },
  DIFFERENT_PEOPLE: {
    fr: 'Les deux photos ne montrent pas la même personne.',
    en: 'The photos do not show the same person.',
  },
  UNLOCKED: { fr: 'Vérification déverrouillée.', en: 'Verification unlocked.' },
  DELETED: { fr: 'Enregistrement supprimé.', en: 'Enrolment deleted.' },
} as const;

export type MessageKey = keyof typeof MESSAGES;

export function message(key: MessageKey, locale: Locale): string {
  return MESSAGES[key][locale];
}
