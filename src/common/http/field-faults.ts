import { getMetadataStorage, type ValidationError } from 'class-validator';
import type { FieldFault } from '../app-error.js';
import type { Locale } from '../locales.js';
import { type UserIdFault, userIdFault } from '../user-id.js';

/** English is class-validator's own. */
type Translation = Readonly<Record<Exclude<Locale, 'en'>, string>>;

const INVALID: Translation = { fr: '{field} n’est pas valide', es: '{field} no es válido' };

const OF_USER_IDS: Readonly<Record<UserIdFault, Translation>> = {
  'is not a string': { fr: '{field} doit être un texte', es: '{field} debe ser un texto' },
  'is empty': { fr: '{field} est vide', es: '{field} está vacío' },
  'is too long': { fr: '{field} est trop long', es: '{field} es demasiado largo' },
  'has control characters': {
    fr: '{field} contient des caractères de contrôle',
    es: '{field} contiene caracteres de control',
  },
  'is reserved': { fr: '{field} est réservé', es: '{field} está reservado' },
};

/** What each rule says of a field, by class-validator's names; `{1}` is the rule's parameter. */
export const RULES: Readonly<Record<string, Translation>> = {
  ...OF_USER_IDS,
  isUserId: INVALID,
  isInt: { fr: '{field} doit être un nombre entier', es: '{field} debe ser un número entero' },
  isDate: { fr: '{field} doit être une date', es: '{field} debe ser una fecha' },
  isUuid: { fr: '{field} doit être un UUID', es: '{field} debe ser un UUID' },
  isIn: {
    fr: '{field} doit être l’une de ces valeurs : {1}',
    es: '{field} debe ser uno de estos valores: {1}',
  },
  min: { fr: '{field} ne doit pas être inférieur à {1}', es: '{field} no debe ser inferior a {1}' },
  matches: INVALID,
  maxLength: {
    fr: '{field} ne doit pas dépasser {1} caractères',
    es: '{field} no debe superar {1} caracteres',
  },
  max: { fr: '{field} ne doit pas être supérieur à {1}', es: '{field} no debe ser superior a {1}' },
  whitelistValidation: { fr: '{field} n’existe pas ici', es: '{field} no existe aquí' },
};

/** What class-validator found, with the parameters of the rules that were broken. */
export function faultsOf({ target = {}, property, constraints = {} }: ValidationError): FieldFault[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', false, false);
  return Object.entries(constraints).map(([rule, english]) => {
    const broken = rules.find(({ propertyName, name }) => propertyName === property && name === rule);
    return {
      field: property,
      english,
      rule: (rule === 'isUserId' ? userIdFault(Reflect.get(target, property)) : undefined) ?? rule,
      parameters: (broken?.constraints ?? []).map(String),
    };
  });
}

/** A fault as it is told to a person of that language. */
export function faultText({ field, english, rule, parameters }: FieldFault, locale: Locale): string {
  if (locale === 'en') return english;
  const values = new Map([
    ['field', field],
    ...parameters.map((value, i) => [String(i + 1), value] as const),
  ]);
  return (RULES[rule] ?? INVALID)[locale].replace(/\{(\w+)\}/g, (_, name: string) => values.get(name) ?? '');
}
