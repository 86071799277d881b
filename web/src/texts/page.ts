import type { Sentence } from '../../../src/common/locales.js';

/** Of the page’s frame. */
export const PAGE_TEXTS = {
  skip: { fr: 'Aller au contenu', en: 'Skip to content', es: 'Ir al contenido' },
  tagline: {
    fr: 'Enregistrer et reconnaître un visage',
    en: 'Enrol and recognise a face',
    es: 'Registrar y reconocer una cara',
  },
  tools: { fr: 'Outils', en: 'Tools', es: 'Herramientas' },
  apiDocs: { fr: 'Documentation de l’API', en: 'API documentation', es: 'Documentación de la API' },
  language: { fr: 'Langue', en: 'Language', es: 'Idioma' },
  scheme: { fr: 'Couleurs : {name}', en: 'Colours: {name}', es: 'Colores: {name}' },
  schemeSystem: { fr: 'celles du système', en: 'as the system', es: 'los del sistema' },
  schemeLight: { fr: 'claires', en: 'light', es: 'claros' },
  schemeDark: { fr: 'sombres', en: 'dark', es: 'oscuros' },
} as const satisfies Record<string, Sentence>;
