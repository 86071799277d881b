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
} as const satisfies Record<string, Sentence>;
