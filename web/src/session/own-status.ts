import {
  type EnrolmentAnswer,
  type FaceClient,
  FaceServiceError,
} from '../../../packages/client/src/index.js';
import { byId } from '../dom.js';
import { language, t } from '../i18n.js';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** What is enrolled of the person who is signed in, and when they were last recognised. */
export class OwnStatus {
  private readonly line = byId('own-status', HTMLParagraphElement);
  private asked = 0;

  constructor(private readonly client: FaceClient) {}

  async refresh(isSignedIn: boolean): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    if (!isSignedIn) {
      this.line.textContent = '';
      return;
    }
    const text = await this.client.enrolment().then(textOf, faultText);
    // Somebody else has signed in meanwhile.
    if (mine === this.asked) this.line.textContent = text;
  }
}

function textOf({
  face_count,
  last_recognised_at: at,
  needs_new_photo,
  needs_consent,
}: EnrolmentAnswer): string {
  const parts = [
    t('ownPhotos', { n: new Intl.NumberFormat(language()).format(face_count) }),
    at === null ? t('ownNeverRecognised') : t('ownRecognised', { when: ago(at) }),
    ...(needs_new_photo ? [t('ownNeedsPhoto')] : []),
    ...(needs_consent ? [t('ownNeedsConsent')] : []),
  ];
  return parts.join(' ');
}

/** What cannot be read is not worth an alarm here: the answer to what the person asks for says it. */
const faultText = (error: unknown): string =>
  error instanceof FaceServiceError && error.code === 'NOT_ENROLLED' ? t('ownNothing') : '';

/** In the largest unit that has passed: “yesterday”, “3 hours ago”. */
function ago(at: string): string {
  const passedMs = Math.max(0, Date.now() - Date.parse(at));
  const [unit, size] = UNITS.find(([, unitMs]) => passedMs >= unitMs) ?? ['minute', 60_000];
  return new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(
    -Math.floor(passedMs / size),
    unit,
  );
}
