import type { Sentence } from '../../../src/common/locales.js';

/** Of the guidance over the camera’s picture. */
export const ADVICE_TEXTS = {
  checks: { fr: 'Qualité de l’image', en: 'Picture quality', es: 'Calidad de la imagen' },
  checkFrame: { fr: 'Cadrage', en: 'In frame', es: 'Encuadre' },
  checkDistance: { fr: 'Distance', en: 'Distance', es: 'Distancia' },
  checkLight: { fr: 'Lumière', en: 'Light', es: 'Luz' },
  checkTilt: { fr: 'Position', en: 'Tilt', es: 'Posición' },
  checkSharp: { fr: 'Netteté', en: 'Sharpness', es: 'Nitidez' },
  stateOk: { fr: 'bon', en: 'good', es: 'bien' },
  stateBad: { fr: 'à corriger', en: 'to improve', es: 'por mejorar' },
  stateUnknown: { fr: 'en attente', en: 'waiting', es: 'en espera' },
  adviseNoFace: {
    fr: 'Placez votre visage dans l’ovale, assez près pour le remplir.',
    en: 'Place your face in the oval, close enough to fill it.',
    es: 'Coloque la cara dentro del óvalo, lo bastante cerca para llenarlo.',
  },
  adviseSeveral: {
    fr: 'Une seule personne devant la caméra.',
    en: 'Only one person in front of the camera.',
    es: 'Una sola persona delante de la cámara.',
  },
  adviseCloser: { fr: 'Rapprochez-vous un peu.', en: 'Move a little closer.', es: 'Acérquese un poco.' },
  adviseBack: { fr: 'Reculez un peu.', en: 'Move back a little.', es: 'Aléjese un poco.' },
  adviseStraight: {
    fr: 'Regardez droit vers la caméra.',
    en: 'Look straight at the camera.',
    es: 'Mire directamente a la cámara.',
  },
  adviseUpright: {
    fr: 'Tenez la tête droite.',
    en: 'Hold your head upright.',
    es: 'Mantenga la cabeza recta.',
  },
  adviseReady: { fr: 'Parfait, ne bougez plus.', en: 'Perfect, hold still.', es: 'Perfecto, no se mueva.' },
  adviseSignIn: {
    fr: 'Indiquez qui vous êtes pour recevoir des conseils.',
    en: 'Say who you are to get guidance.',
    es: 'Indique quién es para recibir consejos.',
  },
  adviseBusy: {
    fr: 'Le service est très sollicité…',
    en: 'The service is busy…',
    es: 'El servicio está muy ocupado…',
  },
  adviseDark: {
    fr: 'Il fait trop sombre : éclairez votre visage de face.',
    en: 'It is too dark: light your face from the front.',
    es: 'Está demasiado oscuro: ilumine la cara de frente.',
  },
  adviseLeft: {
    fr: 'Tournez un peu la tête vers votre gauche.',
    en: 'Turn your head a little to your left.',
    es: 'Gire un poco la cabeza hacia su izquierda.',
  },
  adviseRight: {
    fr: 'Tournez un peu la tête vers votre droite.',
    en: 'Turn your head a little to your right.',
    es: 'Gire un poco la cabeza hacia su derecha.',
  },
  adviseLess: {
    fr: 'Un peu moins : revenez légèrement vers la caméra.',
    en: 'A little less: turn slightly back to the camera.',
    es: 'Un poco menos: vuelva ligeramente hacia la cámara.',
  },
  adviseBusyFor: {
    fr: 'Le service est très sollicité : {s} s d’attente…',
    en: 'The service is busy: waiting for {s} s…',
    es: 'El servicio está muy ocupado: {s} s de espera…',
  },
} as const satisfies Record<string, Sentence>;
