import { byId } from '../dom.js';

/** Asks before what cannot be undone. */
export function confirmed(question: string): Promise<boolean> {
  const dialog = byId('confirm', HTMLDialogElement);
  byId('confirm-title', HTMLHeadingElement).textContent = question;
  dialog.returnValue = 'cancel';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener(
      'close',
      () => {
        resolve(dialog.returnValue === 'delete');
      },
      { once: true },
    );
  });
}
