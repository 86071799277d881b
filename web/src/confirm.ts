import { byId } from './dom.js';

/**
 * Asks before what cannot be undone, or what somebody else may have brought about.
 * @param id of a dialog whose buttons are worth `cancel` and `agree`, and whose title is `id-title`
 */
export function confirmed(id: string, question: string): Promise<boolean> {
  const dialog = byId(id, HTMLDialogElement);
  byId(`${id}-title`, HTMLHeadingElement).textContent = question;
  dialog.returnValue = 'cancel';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener(
      'close',
      () => {
        resolve(dialog.returnValue === 'agree');
      },
      { once: true },
    );
  });
}
