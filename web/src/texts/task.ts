import type { Sentence } from '../../../src/common/locales.js';

/** Of what one wants to do. */
export const TASK_TEXTS = {
  task: { fr: 'Que voulez-vous faire ?', en: 'What would you like to do?', es: '¿Qué desea hacer?' },
  enroll: { fr: 'Enregistrer', en: 'Enrol', es: 'Registrar' },
  identify: { fr: 'Reconnaître', en: 'Recognise', es: 'Reconocer' },
  verify: { fr: 'Est-ce moi ?', en: 'Is it me?', es: '¿Soy yo?' },
  helpEnroll: {
    fr: 'La photo enregistre votre visage sous votre nom. Deux ou trois photos rendent la reconnaissance plus fiable.',
    en: 'The photo enrols your face under your name. Two or three photos make recognition more reliable.',
    es: 'La foto registra su cara con su nombre. Dos o tres fotos hacen más fiable el reconocimiento.',
  },
  helpIdentify: {
    fr: 'Cherche qui est sur la photo parmi les personnes enregistrées.',
    en: 'Looks for the person in the photo among everyone enrolled.',
    es: 'Busca a la persona de la foto entre todas las registradas.',
  },
  helpVerify: {
    fr: 'Compare la photo uniquement à votre visage.',
    en: 'Compares the photo with your face only.',
    es: 'Compara la foto únicamente con su cara.',
  },
  compare: { fr: 'Comparer', en: 'Compare', es: 'Comparar' },
  helpCompare: {
    fr: 'Deux photos montrent-elles la même personne ? Rien n’est enregistré.',
    en: 'Do two photos show the same person? Nothing is enrolled.',
    es: '¿Muestran dos fotos a la misma persona? No se registra nada.',
  },
  guided: {
    fr: 'En trois photos : de face, un peu à gauche, un peu à droite',
    en: 'In three photos: front, a little left, a little right',
    es: 'En tres fotos: de frente, un poco a la izquierda, un poco a la derecha',
  },
  series: { fr: 'Photos', en: 'Photos', es: 'Fotos' },
  slotFront: { fr: 'De face', en: 'Front', es: 'De frente' },
  slotLeft: { fr: 'Un peu à gauche', en: 'A little left', es: 'Un poco a la izquierda' },
  slotRight: { fr: 'Un peu à droite', en: 'A little right', es: 'Un poco a la derecha' },
  slotFirst: { fr: 'Première photo', en: 'First photo', es: 'Primera foto' },
  slotSecond: { fr: 'Seconde photo', en: 'Second photo', es: 'Segunda foto' },
  slotTaken: { fr: 'Photo prise', en: 'Photo taken', es: 'Foto hecha' },
  consentTitle: { fr: 'Votre accord', en: 'Your consent', es: 'Su consentimiento' },
  consentElsewhere: {
    fr: 'L’exploitant vous a remis un texte (version {version}). L’acceptez-vous ?',
    en: 'The operator has given you a text (version {version}). Do you agree to it?',
    es: 'El operador le ha entregado un texto (versión {version}). ¿Lo acepta?',
  },
  agree: { fr: 'J’accepte', en: 'I agree', es: 'Acepto' },
  consentRefused: {
    fr: 'Sans votre accord, rien n’est enregistré.',
    en: 'Without your consent nothing is enrolled.',
    es: 'Sin su consentimiento no se registra nada.',
  },
} as const satisfies Record<string, Sentence>;
