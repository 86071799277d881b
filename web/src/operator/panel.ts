import { FaceServiceError } from '../../../packages/client/src/index.js';
import { make } from '../dom.js';
import { t } from '../i18n.js';

/** A card of the operator's page that fills itself, and says so when it cannot. */
export class Panel {
  readonly element: HTMLElement;
  protected readonly body = make('div', 'panel-body');

  constructor(
    title: string,
    private readonly fill: () => Promise<readonly Node[]>,
    ...tools: Node[]
  ) {
    const heading = make('h2', '', title);
    this.element = make('section', 'card panel', make('div', 'card-head', heading, ...tools), this.body);
    heading.id = `panel-${(Panel.count += 1)}`;
    this.element.setAttribute('aria-labelledby', heading.id);
  }

  private static count = 0;

  async refresh(): Promise<void> {
    this.body.setAttribute('aria-busy', 'true');
    try {
      this.body.replaceChildren(...(await this.fill()));
    } catch (error) {
      const said = error instanceof FaceServiceError ? error.message : t('noConnection');
      const again = make('button', 'quiet', t('actAgain'));
      again.type = 'button';
      again.addEventListener('click', () => void this.refresh());
      this.body.replaceChildren(make('p', 'error', said), again);
    } finally {
      this.body.removeAttribute('aria-busy');
    }
  }
}

/** Where there is nothing to show. */
export const nothing = (): HTMLElement => make('p', 'muted', t('opNothing'));
