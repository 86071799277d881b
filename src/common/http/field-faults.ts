import { getMetadataStorage, type ValidationError } from 'class-validator';
import type { FieldFault } from '../app-error.js';
import type { Locale } from '../locales.js';

/** English is class-validator's own. */
type Translation = Readonly<Record<Exclude<Locale, 'en'>, string>>;

const INVALID: Translation = { fr: '{field} n’est pas valide', es: '{field} no es válido' };

/** What each rule says of a field, by class-validator's names; `{1}` and `{2}` are the rule's parameters. */
export const RULES: Readonly<Record<string, Translation>> = {
  isString: { fr: '{field} doit être un texte', es: '{field} debe ser un texto' },
  isInt: { fr: '{field} doit être un nombre entier', es: '{field} debe ser un número entero' },
  isIn: {
    fr: '{field} doit être l’une de ces valeurs : {1}',
    es: '{field} debe ser uno de estos valores: {1}',
  },
  min: { fr: '{field} ne doit pas être inférieur à {1}', es: '{field} no debe ser inferior a {1}' },
  max: { fr: '{field} ne doit pas être supérieur à {1}', es: '{field} no debe ser superior a {1}' },
  isLength: {
    fr: '{field} doit compter entre {1} et {2} caractères',
    es: '{field} debe tener entre {1} y {2} caracteres',
  },
  matches: {
    fr: '{field} contient des caractères qui ne sont pas admis',
    es: '{field} contiene caracteres que no se admiten',
  },
  whitelistValidation: { fr: '{field} n’existe pas ici', es: '{field} no existe aquí' },
};

/** What class-validator found, with the parameters of the rules that were broken. */
export function faultsOf({ target, property, constraints = {} }: ValidationError): FieldFault[] {
  const rules =
    target === undefined
      ? []
      : getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', false, false);
  return Object.entries(constraints).map(([rule, english]) => ({
    field: property,
    english,
    rule,
    parameters: (
      rules.find(({ propertyName, name }) => propertyName === property && name === rule)?.constraints ?? []
    ).map(String),
  }));
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
