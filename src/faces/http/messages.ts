import type { Locale, Sentence } from '../../common/locales.js';

/** Sentences shown to the person on success and on an honest "no", in every language. */
export const MESSAGES = {
  ENROLLED: {
    fr: 'Visage enregistré avec succès.',
    en: 'Face enrolled.',
    es: 'Cara registrada correctamente.',
  },
  NEAR_COPY: {
    fr: 'Cette photo est presque la même qu’une autre : elle n’apporte rien de plus.',
    en: 'This photo is nearly the same as another one: it adds nothing.',
    es: 'Esta foto es casi igual que otra: no aporta nada más.',
  },
  MATCH: { fr: 'Visage reconnu.', en: 'Face recognised.', es: 'Cara reconocida.' },
  NO_MATCH: { fr: 'Visage non reconnu.', en: 'Face not recognised.', es: 'Cara no reconocida.' },
  AMBIGUOUS_MATCH: {
    fr: 'Deux personnes enregistrées correspondent à ce visage : des jumeaux, ou quelqu’un enregistré sous deux identifiants. Dites qui vous êtes : la photo sera comparée à cette personne seule.',
    en: 'Two enrolled people fit this face: twins, or somebody enrolled under two ids. Say who you are, and the photo is compared with that person alone.',
    es: 'Dos personas registradas corresponden a esta cara: gemelos, o alguien registrado con dos identificadores. Diga quién es y la foto se comparará solo con esa persona.',
  },
  SAME_PERSON: {
    fr: 'Les deux photos montrent la même personne.',
    en: 'Both photos show the same person.',
    es: 'Las dos fotos muestran a la misma persona.',
  },
  DIFFERENT_PEOPLE: {
    fr: 'Les deux photos ne montrent pas la même personne.',
    en: 'The photos do not show the same person.',
    es: 'Las dos fotos no muestran a la misma persona.',
  },
  UNLOCKED: {
    fr: 'Vérification déverrouillée.',
    en: 'Verification unlocked.',
    es: 'Verificación desbloqueada.',
  },
  LOOK_STRAIGHT: { fr: 'Regardez la caméra.', en: 'Look into the camera.', es: 'Mire a la cámara.' },
  TURN_LEFT: {
    fr: 'Tournez la tête vers votre gauche.',
    en: 'Turn your head to your left.',
    es: 'Gire la cabeza hacia su izquierda.',
  },
  TURN_RIGHT: {
    fr: 'Tournez la tête vers votre droite.',
    en: 'Turn your head to your right.',
    es: 'Gire la cabeza hacia su derecha.',
  },
  LOOK_UP: { fr: 'Levez la tête.', en: 'Raise your head.', es: 'Levante la cabeza.' },
  LOOK_DOWN: { fr: 'Baissez la tête.', en: 'Lower your head.', es: 'Baje la cabeza.' },
  TURN_SLOWER: {
    fr: 'Revenez de face, puis tournez la tête plus lentement.',
    en: 'Look straight again, then turn your head more slowly.',
    es: 'Vuelva a mirar de frente y gire la cabeza más despacio.',
  },
  FACE_UNSTEADY: {
    fr: 'Le visage est en partie caché. Dégagez-le et restez face à la lumière.',
    en: 'The face is partly hidden. Uncover it and face the light.',
    es: 'La cara está en parte tapada. Descúbrala y póngase de cara a la luz.',
  },
  LIVENESS_CANCELLED: { fr: 'Contrôle abandonné.', en: 'Check given up.', es: 'Control abandonado.' },
  ENCODING_DELETED: { fr: 'Photo supprimée.', en: 'Photo deleted.', es: 'Foto eliminada.' },
  DELETED: { fr: 'Enregistrement supprimé.', en: 'Enrolment deleted.', es: 'Registro eliminado.' },
} as const satisfies Record<string, Sentence>;

export type MessageKey = keyof typeof MESSAGES;

export function message(key: MessageKey, locale: Locale): string {
  return MESSAGES[key][locale];
}
