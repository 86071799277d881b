export type Language = 'fr' | 'en';

const TEXTS = {
  skip: { fr: 'Aller au contenu', en: 'Skip to content' },
  tagline: { fr: 'Enregistrer et reconnaître un visage', en: 'Enrol and recognise a face' },
  tools: { fr: 'Outils', en: 'Tools' },
  apiDocs: { fr: 'Documentation de l’API', en: 'API documentation' },
  language: { fr: 'Langue', en: 'Language' },
  photo: { fr: 'Photo', en: 'Photo' },
  cameraPicture: { fr: 'Image de la caméra', en: 'Camera picture' },
  stageEmpty: {
    fr: 'Démarrez la caméra ou choisissez une photo.',
    en: 'Start the camera or choose a photo.',
  },
  stillOf: { fr: 'La photo envoyée', en: 'The photo that was sent' },
  checks: { fr: 'Qualité de l’image', en: 'Picture quality' },
  upload: { fr: 'Choisir une photo', en: 'Choose a photo' },
  startCamera: { fr: 'Démarrer la caméra', en: 'Start the camera' },
  stopCamera: { fr: 'Arrêter la caméra', en: 'Stop the camera' },
  shootEnroll: { fr: 'Photographier et enregistrer', en: 'Take photo and enrol' },
  shootIdentify: { fr: 'Photographier et reconnaître', en: 'Take photo and recognise' },
  shootVerify: { fr: 'Photographier et vérifier', en: 'Take photo and verify' },
  privacy: {
    fr: 'Les photos sont analysées par ce service et ne sont pas conservées.',
    en: 'Photos are analysed by this service and are not kept.',
  },
  session: { fr: 'Qui êtes-vous ?', en: 'Who are you?' },
  mintName: { fr: 'Votre nom (jeton de développement)', en: 'Your name (development token)' },
  mint: { fr: 'Entrer', en: 'Enter' },
  asAdmin: { fr: 'En tant qu’administrateur', en: 'As an administrator' },
  pasteToken: { fr: 'Ou collez un jeton (JWT)', en: 'Or paste a token (JWT)' },
  useToken: { fr: 'Utiliser', en: 'Use' },
  badToken: {
    fr: 'Ce texte n’est pas un jeton en cours de validité.',
    en: 'This text is not a token that is still valid.',
  },
  noMint: {
    fr: 'Le jeton de développement n’est délivré qu’à cette machine.',
    en: 'Development tokens are for this machine only.',
  },
  changeSession: { fr: 'Changer', en: 'Change' },
  roleUser: { fr: 'utilisateur', en: 'user' },
  roleAdmin: { fr: 'administrateur', en: 'administrator' },
  minutesLeft: { fr: 'encore {n} min', en: '{n} min left' },
  task: { fr: 'Que voulez-vous faire ?', en: 'What would you like to do?' },
  enroll: { fr: 'Enregistrer', en: 'Enrol' },
  identify: { fr: 'Reconnaître', en: 'Recognise' },
  verify: { fr: 'Est-ce moi ?', en: 'Is it me?' },
  helpEnroll: {
    fr: 'La photo enregistre votre visage sous votre nom. Deux ou trois photos rendent la reconnaissance plus sûre.',
    en: 'The photo enrols your face under your name. Two or three photos make recognition more reliable.',
  },
  helpIdentify: {
    fr: 'Cherche qui est sur la photo parmi les personnes enregistrées.',
    en: 'Looks for the person in the photo among everyone enrolled.',
  },
  helpVerify: {
    fr: 'Compare la photo avec votre seul visage.',
    en: 'Compares the photo with your face only.',
  },
  working: { fr: 'Analyse en cours…', en: 'Analysing…' },
  confidence: { fr: 'Confiance', en: 'Confidence' },
  time: { fr: 'Durée', en: 'Time' },
  person: { fr: 'Personne', en: 'Person' },
  photosStored: { fr: 'Photos enregistrées', en: 'Photos enrolled' },
  next: { fr: 'Et maintenant', en: 'What next' },
  requestId: { fr: 'Référence', en: 'Reference' },
  nextMore: {
    fr: 'Ajoutez une photo sous un autre angle, puis essayez « Reconnaître ».',
    en: 'Add a photo from another angle, then try “Recognise”.',
  },
  nextTry: {
    fr: 'Essayez « Reconnaître » avec une nouvelle photo.',
    en: 'Try “Recognise” with a new photo.',
  },
  nextDone: { fr: 'Rien de plus à faire.', en: 'Nothing more to do.' },
  nextEnrollFirst: {
    fr: 'Reprenez la photo de face, bien éclairé. Si la personne n’est pas enregistrée, enregistrez-la d’abord.',
    en: 'Take the photo again, facing the camera in good light. If the person is not enrolled, enrol them first.',
  },
  nextRetake: { fr: 'Reprenez la photo.', en: 'Take the photo again.' },
  nextSignIn: { fr: 'Indiquez qui vous êtes, puis recommencez.', en: 'Say who you are, then try again.' },
  nextWait: { fr: 'Patientez un instant, puis recommencez.', en: 'Wait a moment, then try again.' },
  nextAdmin: { fr: 'Demandez à un administrateur.', en: 'Ask an administrator.' },
  noConnection: { fr: 'Le service ne répond pas.', en: 'The service does not answer.' },
  noCamera: {
    fr: 'La caméra n’est pas accessible. Autorisez-la dans le navigateur, ou choisissez une photo.',
    en: 'The camera cannot be used. Allow it in the browser, or choose a photo.',
  },
  people: { fr: 'Personnes enregistrées', en: 'People enrolled' },
  refresh: { fr: 'Actualiser', en: 'Refresh' },
  peopleEmpty: { fr: 'Personne pour l’instant.', en: 'Nobody yet.' },
  peopleSignIn: { fr: 'Indiquez qui vous êtes pour voir la liste.', en: 'Say who you are to see the list.' },
  you: { fr: 'vous', en: 'you' },
  delete: { fr: 'Supprimer', en: 'Delete' },
  deleteOf: { fr: 'Supprimer {name}', en: 'Delete {name}' },
  deleteAsk: { fr: 'Supprimer {name} ?', en: 'Delete {name}?' },
  deleteHelp: {
    fr: 'Toutes les photos enregistrées de cette personne seront oubliées. Elle ne sera plus reconnue.',
    en: 'Everything enrolled for this person will be forgotten. They will no longer be recognised.',
  },
  cancel: { fr: 'Annuler', en: 'Cancel' },
  checkFrame: { fr: 'Cadrage', en: 'In frame' },
  checkDistance: { fr: 'Distance', en: 'Distance' },
  checkLight: { fr: 'Lumière', en: 'Light' },
  checkTilt: { fr: 'Position', en: 'Tilt' },
  checkSharp: { fr: 'Netteté', en: 'Sharpness' },
  stateOk: { fr: 'bon', en: 'good' },
  stateBad: { fr: 'à corriger', en: 'to improve' },
  stateUnknown: { fr: 'en attente', en: 'waiting' },
  adviseNoFace: { fr: 'Placez votre visage dans l’ovale.', en: 'Place your face in the oval.' },
  adviseSeveral: {
    fr: 'Une seule personne devant la caméra.',
    en: 'Only one person in front of the camera.',
  },
  adviseCloser: { fr: 'Rapprochez-vous un peu.', en: 'Move a little closer.' },
  adviseBack: { fr: 'Reculez un peu.', en: 'Move back a little.' },
  adviseStraight: { fr: 'Regardez droit vers la caméra.', en: 'Look straight at the camera.' },
  adviseUpright: { fr: 'Tenez la tête droite.', en: 'Hold your head upright.' },
  adviseReady: { fr: 'Parfait, ne bougez plus.', en: 'Perfect, hold still.' },
  adviseSignIn: {
    fr: 'Indiquez qui vous êtes pour recevoir des conseils.',
    en: 'Say who you are to get guidance.',
  },
  adviseBusy: { fr: 'Le service est très sollicité…', en: 'The service is busy…' },
} as const satisfies Record<string, Record<Language, string>>;

export type TextKey = keyof typeof TEXTS;

const STORED = 'twoinone.language';

let current: Language = initialLanguage();

export const language = (): Language => current;

export function t(key: TextKey, values: Record<string, string> = {}): string {
  return TEXTS[key][current].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

export function setLanguage(next: Language): void {
  current = next;
  localStorage.setItem(STORED, next);
  translatePage();
}

/** Fills every element that names its text; the page itself holds none. */
export function translatePage(): void {
  document.documentElement.lang = current;
  for (const element of document.querySelectorAll<HTMLElement>('[data-i18n]')) {
    element.textContent = t(element.dataset['i18n'] as TextKey);
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-i18n-label]')) {
    element.setAttribute('aria-label', t(element.dataset['i18nLabel'] as TextKey));
  }
  for (const button of document.querySelectorAll<HTMLElement>('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset['language'] === current));
  }
}

/** The choice made before, else the browser's first language that we speak, else French as in the API. */
function initialLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === 'fr' || stored === 'en') return stored;
  const known = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'fr' || tag === 'en');
  return known === 'en' ? 'en' : 'fr';
}
