import type { FaceClient } from '../../packages/client/src/index.js';
import { byId } from './dom.js';
import { t } from './i18n.js';

/** Switches between the console and the operator's page, which is loaded when it is first wanted: charts are heavy. */
export class OperatorToggle {
  private readonly button = byId('operator-toggle', HTMLButtonElement);
  private readonly page = byId('operator', HTMLElement);
  private readonly main = byId('main', HTMLElement);

  /** @param opened the camera, if it is on, films nobody now */
  constructor(
    private readonly client: FaceClient,
    private readonly opened: () => void,
  ) {
    this.button.addEventListener('click', () => void this.show(Boolean(this.page.hidden)));
  }

  /** After a change of session or language. */
  async refresh(isAdmin: boolean): Promise<void> {
    this.button.hidden = !isAdmin;
    await this.show(isAdmin && !this.page.hidden);
  }

  private async show(shown: boolean): Promise<void> {
    this.page.hidden = !shown;
    this.main.hidden = shown;
    this.button.textContent = t(shown ? 'console' : 'operator');
    this.button.setAttribute('aria-expanded', String(shown));
    if (!shown) {
      // Nothing of what admins see stays in the page.
      this.page.replaceChildren();
      return;
    }
    this.opened();
    const { showOperatorPage } = await import('./operator/operator-page.js');
    await showOperatorPage(this.client);
  }
}
