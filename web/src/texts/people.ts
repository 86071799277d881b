import type { Sentence } from '../../../src/common/locales.js';

/** Of the list of people. */
export const PEOPLE_TEXTS = {
  people: { fr: 'Personnes enregistrées', en: 'People enrolled', es: 'Personas registradas' },
  refresh: { fr: 'Actualiser', en: 'Refresh', es: 'Actualizar' },
  peopleEmpty: { fr: 'Personne pour l’instant.', en: 'Nobody yet.', es: 'Nadie por ahora.' },
  peopleSignIn: {
    fr: 'Indiquez qui vous êtes pour voir la liste.',
    en: 'Say who you are to see the list.',
    es: 'Indique quién es para ver la lista.',
  },
  peopleShown: { fr: '{n} sur {total}', en: '{n} of {total}', es: '{n} de {total}' },
  showMore: { fr: 'Afficher la suite', en: 'Show more', es: 'Mostrar más' },
  you: { fr: 'vous', en: 'you', es: 'usted' },
  delete: { fr: 'Supprimer', en: 'Delete', es: 'Eliminar' },
  deleteOf: { fr: 'Supprimer {name}', en: 'Delete {name}', es: 'Eliminar a {name}' },
  deleteAsk: { fr: 'Supprimer {name} ?', en: 'Delete {name}?', es: '¿Eliminar a {name}?' },
  deleteHelp: {
    fr: 'Tout ce qui est enregistré de cette personne sera oublié. Elle ne sera plus reconnue.',
    en: 'Everything enrolled for this person will be forgotten. They will no longer be recognised.',
    es: 'Se olvidará todo lo registrado de esta persona. Ya no se la reconocerá.',
  },
  cancel: { fr: 'Annuler', en: 'Cancel', es: 'Cancelar' },
  peopleSearch: { fr: 'Chercher un identifiant', en: 'Search for an id', es: 'Buscar un identificador' },
  peopleNotFound: { fr: 'Personne ne correspond.', en: 'Nobody matches.', es: 'Nadie coincide.' },
  peopleDetails: {
    fr: 'Gabarits : {n}, dernier le {date}',
    en: 'Templates: {n}, last on {date}',
    es: 'Plantillas: {n}, última el {date}',
  },
} as const satisfies Record<string, Sentence>;
