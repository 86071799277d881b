/** An element of the page that must exist. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`#${id} is missing`);
  return element;
}

/** Builds an element; text goes in as text, never as HTML. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...children);
  return element;
}

/** What reads the same in every language, e.g. a route or a code: a browser's translation leaves it alone too. */
export function verbatim(text: string): HTMLElement {
  const shown = make('span', '', text);
  shown.translate = false;
  return shown;
}

/** Ids up to this length are shown whole everywhere. */
const WHOLE_ID_MAX = 16;
/** End of a long id that is always shown: with the beginning it tells the UUIDs of a project apart. */
const ID_END = 8;

/** A user's id, which may be a UUID or an e-mail address: where the room is short it loses its middle, never its end. */
export function idText(id: string): HTMLElement {
  const characters = [...id];
  const text = make('span', 'id');
  text.translate = false;
  text.title = id;
  if (characters.length <= WHOLE_ID_MAX) text.append(id);
  else {
    const end = characters.length - ID_END;
    text.append(
      make('span', 'id-start', characters.slice(0, end).join('')),
      make('span', 'id-end', characters.slice(end).join('')),
    );
  }
  return text;
}
