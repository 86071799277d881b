import type { Sentence } from '../../../src/common/locales.js';

/** Of the answer. */
export const ANSWER_TEXTS = {
  working: { fr: 'Analyse en cours…', en: 'Analysing…', es: 'Analizando…' },
  confidence: { fr: 'Confiance', en: 'Confidence', es: 'Confianza' },
  time: { fr: 'Durée', en: 'Time', es: 'Duración' },
  person: { fr: 'Personne', en: 'Person', es: 'Persona' },
  next: { fr: 'Et maintenant', en: 'What next', es: '¿Y ahora?' },
  requestId: { fr: 'Référence', en: 'Reference', es: 'Referencia' },
  nextMore: {
    fr: 'Essayez la reconnaissance. Une ou deux photos de plus, dans une autre lumière, rendent la réponse plus fiable.',
    en: 'Try to be recognised. One or two more photos, in another light, make the answer more reliable.',
    es: 'Pruebe el reconocimiento. Una o dos fotos más, con otra luz, hacen más fiable la respuesta.',
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
  actSignIn: { fr: 'Se connecter', en: 'Sign in', es: 'Iniciar sesión' },
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
  templatesKept: {
    fr: 'Gabarits numériques gardés',
    en: 'Numeric templates kept',
    es: 'Plantillas numéricas guardadas',
  },
  nextAmbiguous: {
    fr: 'Plusieurs personnes enregistrées se ressemblent trop pour choisir. « Est-ce moi ? » compare la photo à vous seul.',
    en: 'Several people enrolled are too alike to choose. “Is it me?” compares the photo with you alone.',
    es: 'Varias personas registradas se parecen demasiado para elegir. «¿Soy yo?» compara la foto solo con usted.',
  },
  nextDuplicate: {
    fr: 'Une autre photo n’y changera rien. Si les deux enregistrements sont les vôtres, demandez à un administrateur de supprimer l’ancien ou d’autoriser le doublon.',
    en: 'Another photo will not change that. If both enrolments are yours, ask an administrator to delete the earlier one or to allow the duplicate.',
    es: 'Otra foto no cambiará nada. Si los dos registros son suyos, pida a un administrador que elimine el anterior o que permita el duplicado.',
  },
  nextNotYours: {
    fr: 'Seule la personne déjà enregistrée peut ajouter une photo. Si votre visage a changé, supprimez d’abord votre enregistrement.',
    en: 'Only the person already enrolled can add a photo. If your face has changed, delete your enrolment first.',
    es: 'Solo la persona ya registrada puede añadir una foto. Si su cara ha cambiado, elimine antes su registro.',
  },
  nextTokenInvalid: {
    fr: 'Il vient d’un autre service, ou le service a redémarré avec une autre clé. Demandez-en un nouveau.',
    en: 'It is of another service, or the service was restarted with another key. Ask for a new one.',
    es: 'Es de otro servicio, o el servicio se ha reiniciado con otra clave. Pida uno nuevo.',
  },
  strangeAnswer: {
    fr: 'Le service a donné une réponse inattendue ({status}).',
    en: 'The service gave an unexpected answer ({status}).',
    es: 'El servicio ha dado una respuesta inesperada ({status}).',
  },
  waitFor: {
    fr: 'Vous pourrez recommencer dans {time}.',
    en: 'You can try again in {time}.',
    es: 'Podrá volver a intentarlo dentro de {time}.',
  },
  waitOver: {
    fr: 'Vous pouvez recommencer.',
    en: 'You can try again now.',
    es: 'Ya puede volver a intentarlo.',
  },
  actVerify: { fr: 'Essayer « Est-ce moi ? »', en: 'Try “Is it me?”', es: 'Probar «¿Soy yo?»' },
  actAgain: { fr: 'Réessayer', en: 'Try again', es: 'Reintentar' },
  command: {
    fr: 'La même demande en ligne de commande',
    en: 'The same request on the command line',
    es: 'La misma petición en la línea de comandos',
  },
  copyCurl: { fr: 'Copier en curl', en: 'Copy as curl', es: 'Copiar como curl' },
  copied: { fr: 'Copié', en: 'Copied', es: 'Copiado' },
  copyByHand: {
    fr: 'Sélectionnez la ligne et copiez-la',
    en: 'Select the line and copy it',
    es: 'Seleccione la línea y cópiela',
  },
  copiesLeftOut: {
    fr: 'Presque identique à une autre photo, laissée de côté : {n}',
    en: 'Nearly the same as another photo, left out: {n}',
    es: 'Casi igual que otra foto, omitida: {n}',
  },
} as const satisfies Record<string, Sentence>;
