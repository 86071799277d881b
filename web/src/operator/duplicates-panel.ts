import type { FaceClient } from '../../../packages/client/src/index.js';
import { idText, make } from '../dom.js';
import { language, t } from '../i18n.js';
import { nothing, Panel } from './panel.js';
import { tableOf } from './table.js';

const PAIRS = 100;
/** While the service is still searching. */
const AGAIN_MS = 3_000;

/** Users who are one person by the calibrated decision, the likeliest first. */
export function duplicatesPanel(client: FaceClient): Panel {
  const panel = new Panel(t('opDuplicates'), async () => {
    const { state, scanned, pairs } = await client.duplicates({ limit: PAIRS });
    const number = new Intl.NumberFormat(language());
    const percent = new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 1 });
    if (state === 'running') setTimeout(() => void refreshShown(), AGAIN_MS);
    const told = t(state === 'running' ? 'opScanning' : 'opScanned', { n: number.format(scanned) });
    return [
      make('p', 'muted', told),
      pairs.length === 0
        ? nothing()
        : tableOf(
            t('opDuplicates'),
            [{ name: t('person') }, { name: t('person') }, { name: t('opProbability'), isNumber: true }],
            pairs.map(({ user_ids: [one = '', other = ''], probability }) => [
              idText(one),
              idText(other),
              percent.format(probability),
            ]),
          ),
    ];
  });
  const refreshShown = async () => {
    if (panel.element.isConnected) await panel.refresh();
  };
  return panel;
}
