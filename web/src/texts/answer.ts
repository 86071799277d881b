import type { Sentence } from '../../../src/common/locales.js';

/** Of the answer. */
export const ANSWER_TEXTS = {
  working: { fr: 'Analyse en cours…', en: 'Analysing…', es: 'Analizando…' },
  confidence: { fr: 'Confiance', en: 'Confidence', es: 'Confianza' },
  time: { fr: 'Durée', en: 'Time', es: 'Duración' },
  person: { fr: 'Personne', en: 'Person', es: 'Persona' },
  photosStored: { fr: 'Photos enregistrées', en: 'Photos enrolled', es: 'Fotos registradas' },
  next: { fr: 'Et maintenant', en: 'What next', es: '¿Y ahora?' },
  requestId: { fr: 'Référence', en: 'Reference', es: 'Referencia' },
  nextMore: {
    fr: 'Essayez la reconnaissance. Une ou deux photos de plus, dans une autre lumière, rendent la réponse plus sûre.',
    en: 'Try to be recognised. One or two more photos, in another light, make the answer surer.',
    es: 'Pruebe el reconocimiento. Una o dos fotos más, con otra luz, hacen más segura la respuesta.',
  },
  nextTry: {
    fr: 'Essayez « Reconnaître » avec une nouvelle photo.',
    en: 'Try “Recognise” with a new photo.',
    es: 'Pruebe «Reconocer» con una foto nueva.',
  },
  nextDone: { fr: 'Rien, c’est terminé.', en: 'Nothing, all done.', es: 'Nada, ya está.' },
  nextEnrollFirst: {
    fr: 'Reprenez la photo de face, sous un bon éclairage. Si la personne n’est pas enregistrée, enregistrez-la d’abord.',
    en: 'Take the photo again, facing the camera in good light. If the person is not enrolled, enrol them first.',
    es: 'Repita la foto de frente, con buena luz. Si la persona no está registrada, regístrela primero.',
  },
  actEnroll: { fr: 'Enregistrer une photo', en: 'Enrol a photo', es: 'Registrar una foto' },
  actIdentify: { fr: 'Essayer « Reconnaître »', en: 'Try “Recognise”', es: 'Probar «Reconocer»' },
  actRetake: { fr: 'Nouvelle photo', en: 'New photo', es: 'Nueva foto' },
  actSignIn: { fr: 'Changer de jeton', en: 'Change the token', es: 'Cambiar el token' },
  nextRetake: { fr: 'Reprenez la photo.', en: 'Take the photo again.', es: 'Repita la foto.' },
  nextSignIn: {
    fr: 'Indiquez qui vous êtes, puis recommencez.',
    en: 'Say who you are, then try again.',
    es: 'Indique quién es y vuelva a intentarlo.',
  },
  nextWait: {
    fr: 'Patientez un instant, puis recommencez.',
    en: 'Wait a moment, then try again.',
    es: 'Espere un instante y vuelva a intentarlo.',
  },
  nextAdmin: {
    fr: 'Demandez à un administrateur.',
    en: 'Ask an administrator.',
    es: 'Pídaselo a un administrador.',
  },
  noConnection: {
    fr: 'Le service ne répond pas.',
    en: 'The service does not answer.',
    es: 'El servicio no responde.',
  },
  nextStart: {
    fr: 'Vérifiez qu’il est démarré et que cette machine est connectée, puis recommencez.',
    en: 'Check that it is running and that this machine is connected, then try again.',
    es: 'Compruebe que está en marcha y que esta máquina está conectada, y vuelva a intentarlo.',
  },
} as const satisfies Record<string, Sentence>;
