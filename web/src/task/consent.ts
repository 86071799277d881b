import type { FaceClient } from '../../../packages/client/src/index.js';
import { byId } from '../dom.js';
import { t } from '../i18n.js';

/**
 * Shows the operator's text where an enrolment needs consent.
 * @param asked nothing is done before the person has answered
 * @returns the version that was agreed to; undefined: none is needed; null: the person did not agree
 */
export async function askConsent(client: FaceClient, asked: () => void): Promise<string | undefined | null> {
  const { required, version, text } = await client.consentTerms();
  if (!required || version === undefined) return undefined;
  asked();
  const dialog = byId('consent', HTMLDialogElement);
  byId('consent-text', HTMLParagraphElement).textContent = text ?? t('consentElsewhere', { version });
  dialog.returnValue = 'refuse';
  dialog.showModal();
  await new Promise((resolve) => {
    dialog.addEventListener('close', resolve, { once: true });
  });
  return dialog.returnValue === 'agree' ? version : null;
}
