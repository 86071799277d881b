import type { Sentence } from '../../../src/common/locales.js';

/** Of liveness sessions; what to do at each moment the service says itself. */
export const LIVENESS_TEXTS = {
  liveness: {
    fr: 'Vérification de présence',
    en: 'Check that somebody is there',
    es: 'Comprobación de presencia',
  },
  livenessProgress: { fr: 'Avancement', en: 'Progress', es: 'Progreso' },
  livenessStop: { fr: 'Abandonner', en: 'Give up', es: 'Abandonar' },
  livenessWait: { fr: 'Un instant …', en: 'One moment …', es: 'Un momento …' },
  helpLiveness: {
    fr: 'Le service demande de regarder droit devant soi, puis de tourner la tête comme il l’indique.',
    en: 'The service asks to look straight ahead, then to turn the head as it says.',
    es: 'El servicio pide mirar de frente y después girar la cabeza como indica.',
  },
  wrongDirection: {
    fr: 'La tête est allée dans une autre direction.',
    en: 'The head went another way.',
    es: 'La cabeza fue en otra dirección.',
  },
  turnTooLate: {
    fr: 'Le mouvement n’a pas été vu à temps.',
    en: 'The movement was not seen in time.',
    es: 'El movimiento no se vio a tiempo.',
  },
  returnTooLate: {
    fr: 'Le visage n’est pas revenu de face à temps.',
    en: 'The face did not come back in time.',
    es: 'La cara no volvió de frente a tiempo.',
  },
  personChanged: {
    fr: 'Ce n’est pas resté la même personne.',
    en: 'It did not stay the same person.',
    es: 'No siguió siendo la misma persona.',
  },
  flatFace: {
    fr: 'Le visage a tourné comme une image plate.',
    en: 'The face turned as a flat picture does.',
    es: 'La cara giró como una imagen plana.',
  },
  notLive: {
    fr: 'L’image ressemble à une photo ou à un écran.',
    en: 'The picture looks like a print or a screen.',
    es: 'La imagen parece una foto impresa o una pantalla.',
  },
  timeOver: {
    fr: 'Le temps de la vérification est écoulé.',
    en: 'The time for the check is over.',
    es: 'El tiempo de la comprobación ha terminado.',
  },
  nextLiveAgain: {
    fr: 'Recommencez dans une bonne lumière, l’appareil immobile à hauteur des yeux : ne tournez que la tête, sans hâte, et revenez de face.',
    en: 'Try again in good light, with the device still at eye level: turn only the head, without haste, and come back.',
    es: 'Inténtelo de nuevo con buena luz y el dispositivo quieto a la altura de los ojos: gire solo la cabeza, sin prisa, y vuelva de frente.',
  },
  nextLive: {
    fr: 'Démarrez la caméra et suivez ce qui est demandé.',
    en: 'Start the camera and follow what is asked.',
    es: 'Inicie la cámara y siga lo que se pide.',
  },
} as const satisfies Record<string, Sentence>;
