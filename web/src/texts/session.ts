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
  badToken: {
    fr: 'Ce texte n’est pas un jeton en cours de validité. Un jeton a trois parties séparées par des points.',
    en: 'This text is not a token that is still valid. A token has three parts separated by dots.',
    es: 'Este texto no es un token vigente. Un token tiene tres partes separadas por puntos.',
  },
  noMint: {
    fr: 'Pas de jeton : ouvrez l’adresse complète que le service affiche à son démarrage (elle contient la clé).',
    en: 'No token: open the full address that the service prints at its start (the key is in it).',
    es: 'Sin token: abra la dirección completa que el servicio muestra al iniciar (contiene la clave).',
  },
  changeSession: { fr: 'Changer', en: 'Change', es: 'Cambiar' },
  roleUser: { fr: 'utilisateur', en: 'user', es: 'usuario' },
  roleAdmin: { fr: 'administrateur', en: 'administrator', es: 'administrador' },
  expires: { fr: 'expire {when}', en: 'expires {when}', es: 'caduca {when}' },
} as const satisfies Record<string, Sentence>;
