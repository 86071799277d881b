import type { Sentence } from '../../../src/common/locales.js';

/** Of the picture. */
export const STAGE_TEXTS = {
  photo: { fr: 'Photo', en: 'Photo', es: 'Foto' },
  cameraPicture: { fr: 'Image de la caméra', en: 'Camera picture', es: 'Imagen de la cámara' },
  stageSignIn: {
    fr: 'Dites d’abord qui vous êtes.',
    en: 'First say who you are.',
    es: 'Diga primero quién es.',
  },
  stageEmpty: {
    fr: 'Démarrez la caméra, ou choisissez une photo, ou déposez-la ici.',
    en: 'Start the camera, or choose a photo, or drop one here.',
    es: 'Inicie la cámara, elija una foto o suéltela aquí.',
  },
  notShown: {
    fr: 'Le navigateur ne peut pas afficher ce fichier.',
    en: 'The browser cannot show this file.',
    es: 'El navegador no puede mostrar este archivo.',
  },
  stillOf: { fr: 'La photo envoyée', en: 'The photo that was sent', es: 'La foto enviada' },
  upload: { fr: 'Choisir des photos', en: 'Choose photos', es: 'Elegir fotos' },
  startCamera: { fr: 'Démarrer la caméra', en: 'Start the camera', es: 'Iniciar la cámara' },
  stopCamera: { fr: 'Arrêter la caméra', en: 'Stop the camera', es: 'Detener la cámara' },
  shootEnroll: {
    fr: 'Photographier et enregistrer',
    en: 'Take photo and enrol',
    es: 'Hacer la foto y registrar',
  },
  shootIdentify: {
    fr: 'Photographier et reconnaître',
    en: 'Take photo and recognise',
    es: 'Hacer la foto y reconocer',
  },
  shootVerify: {
    fr: 'Photographier et vérifier',
    en: 'Take photo and verify',
    es: 'Hacer la foto y verificar',
  },
  privacy: {
    fr: 'Ce service analyse les photos et ne les conserve pas. Un enregistrement garde un gabarit numérique du visage : des nombres, jamais l’image.',
    en: 'This service analyses photos and does not keep them. An enrolment keeps a numeric template of the face: numbers, never the picture.',
    es: 'Este servicio analiza las fotos y no las conserva. Un registro guarda una plantilla numérica de la cara: números, nunca la imagen.',
  },
  cameraMissing: {
    fr: 'Aucune caméra trouvée. Branchez-en une, ou choisissez une photo.',
    en: 'No camera found. Connect one, or choose a photo.',
    es: 'No se ha encontrado ninguna cámara. Conecte una o elija una foto.',
  },
  cameraRefused: {
    fr: 'Le navigateur refuse la caméra. Autorisez-la à gauche de l’adresse de la page, ou choisissez une photo.',
    en: 'The browser refuses the camera. Allow it to the left of the page’s address, or choose a photo.',
    es: 'El navegador rechaza la cámara. Permítala a la izquierda de la dirección de la página o elija una foto.',
  },
  cameraBusy: {
    fr: 'La caméra est utilisée ailleurs. Fermez l’autre programme, ou choisissez une photo.',
    en: 'The camera is in use elsewhere. Close the other program, or choose a photo.',
    es: 'La cámara está en uso en otro sitio. Cierre el otro programa o elija una foto.',
  },
  cameraNeedsTls: {
    fr: 'La caméra demande une adresse sûre (https) ou localhost. Vous pouvez choisir une photo.',
    en: 'Cameras need a secure address (https) or localhost. You can choose a photo.',
    es: 'La cámara necesita una dirección segura (https) o localhost. Puede elegir una foto.',
  },
  autoShutter: {
    fr: 'Photographier dès que tout est bon',
    en: 'Take the photo as soon as all is good',
    es: 'Hacer la foto en cuanto todo esté bien',
  },
  cameraNoPicture: {
    fr: 'La caméra n’a pas donné d’image. Redémarrez-la, ou choisissez une photo.',
    en: 'The camera gave no picture. Start it again, or choose a photo.',
    es: 'La cámara no ha dado ninguna imagen. Reiníciela o elija una foto.',
  },
  shootCompare: { fr: 'Photographier', en: 'Take photo', es: 'Hacer la foto' },
} as const satisfies Record<string, Sentence>;
