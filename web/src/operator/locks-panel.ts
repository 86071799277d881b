import type { FaceClient, LocksAnswer } from '../../../packages/client/src/index.js';
import { idText, make } from '../dom.js';
import { language, t, type TextKey } from '../i18n.js';
import { nothing, Panel } from './panel.js';
import { tableOf } from './table.js';

const MINUTE_S = 60;
const CALLER = {
  self: 'opCallerSelf',
  operator: 'opCallerOperator',
  user: 'opCallerUser',
  anonymous: 'opCallerAnonymous',
} as const satisfies Record<LocksAnswer['locks'][number]['caller'], TextKey>;

/** Who has to wait after failed verifications; each can be let in again. */
export function locksPanel(client: FaceClient): Panel {
  const panel = new Panel(t('opLocks'), async () => {
    const { locks } = await client.locks();
    if (locks.length === 0) return [nothing()];
    return [
      tableOf(
        t('opLocks'),
        [
          { name: t('person') },
          { name: t('opCaller') },
          { name: t('opFailures'), isNumber: true },
          { name: t('opFor') },
          { name: t('unlock') },
        ],
        locks.map((lock) => [
          idText(lock.user_id),
          t(CALLER[lock.caller]),
          String(lock.failures),
          remaining(lock),
          unlockButton(lock.user_id),
        ]),
      ),
    ];
  });
  const unlockButton = (user: string): HTMLButtonElement => {
    const button = make('button', 'quiet', t('unlock'));
    button.type = 'button';
    button.setAttribute('aria-label', t('unlockOf', { name: user }));
    button.addEventListener('click', () => {
      button.disabled = true;
      void client
        .unlockVerification(user)
        .catch(() => undefined)
        .then(() => panel.refresh());
    });
    return button;
  };
  return panel;
}

function remaining({ locked_for_s: seconds }: LocksAnswer['locks'][number]): string {
  if (seconds === null) return t('opForGood');
  const [value, unit] =
    seconds < 2 * MINUTE_S ? [seconds, 'second'] : [Math.ceil(seconds / MINUTE_S), 'minute'];
  return new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}
