import type { FaceClient } from '../../../packages/client/src/index.js';
import { byId, make } from '../dom.js';
import { t } from '../i18n.js';
import { activityPanel, refusalsPanel } from './activity-panel.js';
import { auditPanel } from './audit-panel.js';
import { duplicatesPanel } from './duplicates-panel.js';
import { locksPanel } from './locks-panel.js';
import { replicaPanel } from './replica-panel.js';
import { thresholdsPanel } from './thresholds-panel.js';

/** Builds the page that tells admins how the service is doing, anew each time: in the language and from the data of now. */
export async function showOperatorPage(client: FaceClient): Promise<void> {
  const panels = [
    activityPanel,
    refusalsPanel,
    thresholdsPanel,
    locksPanel,
    duplicatesPanel,
    replicaPanel,
    auditPanel,
  ].map((panelOf) => panelOf(client));
  const title = make('h1', 'visually-hidden', t('operator'));
  title.id = 'operator-title';
  title.tabIndex = -1;
  byId('operator', HTMLElement).replaceChildren(title, ...panels.map(({ element }) => element));
  title.focus();
  await Promise.all(panels.map((panel) => panel.refresh()));
}
