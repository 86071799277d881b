import type { Sentence } from '../../../src/common/locales.js';

/** Of what one wants to do. */
export const TASK_TEXTS = {
  task: { fr: 'Que voulez-vous faire ?', en: 'What would you like to do?', es: '¿Qué desea hacer?' },
  enroll: { fr: 'Enregistrer', en: 'Enrol', es: 'Registrar' },
  identify: { fr: 'Reconnaître', en: 'Recognise', es: 'Reconocer' },
  verify: { fr: 'Est-ce moi ?', en: 'Is it me?', es: '¿Soy yo?' },
  helpEnroll: {
    fr: 'La photo enregistre votre visage sous votre nom. Deux ou trois photos rendent la reconnaissance plus sûre.',
    en: 'The photo enrols your face under your name. Two or three photos make recognition more reliable.',
    es: 'La foto registra su cara con su nombre. Dos o tres fotos hacen más fiable el reconocimiento.',
  },
  helpIdentify: {
    fr: 'Cherche qui est sur la photo parmi les personnes enregistrées.',
    en: 'Looks for the person in the photo among everyone enrolled.',
    es: 'Busca a la persona de la foto entre todas las registradas.',
  },
  helpVerify: {
    fr: 'Compare la photo avec votre seul visage.',
    en: 'Compares the photo with your face only.',
    es: 'Compara la foto solo con su cara.',
  },
} as const satisfies Record<string, Sentence>;
