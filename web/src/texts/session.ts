import type { Sentence } from '../../../src/common/locales.js';

/** Of who one is. */
export const SESSION_TEXTS = {
  session: { fr: 'Qui êtes-vous ?', en: 'Who are you?', es: '¿Quién es usted?' },
  mintName: { fr: 'Votre nom', en: 'Your name', es: 'Su nombre' },
  mint: { fr: 'Entrer', en: 'Enter', es: 'Entrar' },
  asAdmin: { fr: 'En tant qu’administrateur', en: 'As an administrator', es: 'Como administrador' },
  haveToken: { fr: 'J’ai un jeton', en: 'I have a token', es: 'Tengo un token' },
  pasteToken: { fr: 'Votre jeton (JWT)', en: 'Your token (JWT)', es: 'Su token (JWT)' },
  useToken: { fr: 'Utiliser', en: 'Use', es: 'Usar' },
  noMint: {
    fr: 'Pas de jeton : ouvrez l’adresse complète que le service affiche à son démarrage (elle contient la clé).',
    en: 'No token: open the full address that the service prints at its start (the key is in it).',
    es: 'Sin token: abra la dirección completa que el servicio muestra al iniciar (contiene la clave).',
  },
  roleUser: { fr: 'utilisateur', en: 'user', es: 'usuario' },
  roleAdmin: { fr: 'administrateur', en: 'administrator', es: 'administrador' },
  expires: { fr: 'le jeton expire {when}', en: 'token expires {when}', es: 'el token caduca {when}' },
  signOut: { fr: 'Se déconnecter', en: 'Sign out', es: 'Cerrar sesión' },
  signedIn: { fr: 'Vous êtes connecté', en: 'You are signed in', es: 'Ha iniciado sesión' },
  nameMissing: { fr: 'Indiquez votre nom.', en: 'Enter your name.', es: 'Indique su nombre.' },
  nameUnfit: {
    fr: 'Ce nom ne convient pas : 255 caractères au plus, sans caractères invisibles.',
    en: 'This name does not fit: at most 255 characters, none of them invisible.',
    es: 'Este nombre no sirve: como máximo 255 caracteres, ninguno invisible.',
  },
  tokenMalformed: {
    fr: 'Ce texte n’est pas un jeton. Un jeton a trois parties séparées par des points.',
    en: 'This text is not a token. A token has three parts separated by dots.',
    es: 'Este texto no es un token. Un token tiene tres partes separadas por puntos.',
  },
  tokenExpired: { fr: 'Ce jeton a expiré.', en: 'This token has expired.', es: 'Este token ha caducado.' },
  tokenMissing: {
    fr: 'Vous n’êtes pas connecté.',
    en: 'You are not signed in.',
    es: 'No ha iniciado sesión.',
  },
  tokenInvalid: {
    fr: 'Ce service n’accepte pas ce jeton.',
    en: 'This service does not accept this token.',
    es: 'Este servicio no acepta este token.',
  },
  email: { fr: 'Adresse e-mail', en: 'E-mail address', es: 'Correo electrónico' },
  password: { fr: 'Mot de passe', en: 'Password', es: 'Contraseña' },
  signIn: { fr: 'Se connecter', en: 'Sign in', es: 'Iniciar sesión' },
  sendLink: {
    fr: 'Recevoir un lien par e-mail',
    en: 'Get a link by e-mail',
    es: 'Recibir un enlace por correo',
  },
  linkSent: {
    fr: 'Un lien est en route vers {email}, si cette adresse a un compte.',
    en: 'A link is on its way to {email}, if that address has an account.',
    es: 'Un enlace va en camino a {email}, si esa dirección tiene una cuenta.',
  },
  linkAsk: {
    fr: 'Se connecter à ce compte ?',
    en: 'Sign in to this account?',
    es: '¿Iniciar sesión en esta cuenta?',
  },
  linkHelp: {
    fr: 'Si ce n’est pas le vôtre, annulez : votre visage serait enregistré pour quelqu’un d’autre.',
    en: 'If it is not yours, cancel: your face would be enrolled for somebody else.',
    es: 'Si no es la suya, cancele: su rostro se registraría para otra persona.',
  },
  signInCredentials: {
    fr: 'Adresse ou mot de passe incorrects.',
    en: 'Wrong address or password.',
    es: 'Correo o contraseña incorrectos.',
  },
  signInTooMany: {
    fr: 'Trop d’essais. Attendez une minute.',
    en: 'Too many tries. Wait a minute.',
    es: 'Demasiados intentos. Espere un minuto.',
  },
  signInLink: {
    fr: 'Ce lien a expiré ou a déjà servi. Demandez-en un nouveau.',
    en: 'This link has expired or was used. Ask for a new one.',
    es: 'Este enlace ha caducado o ya se usó. Pida uno nuevo.',
  },
  signInUnreachable: {
    fr: 'Le service de connexion ne répond pas.',
    en: 'The sign-in service does not answer.',
    es: 'El servicio de inicio de sesión no responde.',
  },
  ownPhotos: {
    fr: 'Photos enregistrées de vous : {n}.',
    en: 'Photos enrolled of you: {n}.',
    es: 'Fotos registradas de usted: {n}.',
  },
  ownRecognised: {
    fr: 'Reconnu pour la dernière fois : {when}.',
    en: 'Last recognised: {when}.',
    es: 'Último reconocimiento: {when}.',
  },
  ownNeverRecognised: { fr: 'Pas encore reconnu.', en: 'Not recognised yet.', es: 'Aún sin reconocer.' },
  ownNeedsPhoto: {
    fr: 'Une nouvelle photo est nécessaire.',
    en: 'A new photo is needed.',
    es: 'Se necesita una foto nueva.',
  },
  ownNeedsConsent: {
    fr: 'Votre accord doit être renouvelé.',
    en: 'Your consent needs to be renewed.',
    es: 'Debe renovar su consentimiento.',
  },
  ownNothing: {
    fr: 'Aucune photo enregistrée de vous.',
    en: 'No photo of you is enrolled.',
    es: 'No hay ninguna foto suya registrada.',
  },
} as const satisfies Record<string, Sentence>;
