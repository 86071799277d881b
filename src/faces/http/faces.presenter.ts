import { errorSentence } from '../../common/error-sentences/error-sentence.js';
import type { Locale } from '../../common/locales.js';
import type { AnalyzedFaceResponse, AnalyzeFaceResponse, QualityHint } from './dto/analysis.responses.js';
import type {
  CompareFacesResponse,
  DeleteFaceResponse,
  EnrolledPhoto,
  EnrollFaceResponse,
  IdentifyFacesResponse,
  UnlockResponse,
  UsersEnrolledResponse,
  VerifyFaceResponse,
} from './dto/faces.responses.js';
import type { AnalyzedFace, PhotoAnalysis, QualityFinding } from '../embedding/photo-analysis.js';
import type { Enrolment, EnrolmentPage } from '../enrolment/enrolment.service.js';
import { message } from './messages.js';
import type { NoMatchCode } from '../recognition/no-match.js';
import type { GroupFace, GroupPhoto } from '../recognition/operator-search.service.js';
import type { ComparisonOutcome, IdentificationOutcome } from '../recognition/recognition.service.js';

/** From what the services decided to the contract's bodies, in the person's language. */

export function enrolled(
  { faceCount, isDuplicate, nearCopies }: Enrolment,
  locale: Locale,
): EnrollFaceResponse {
  const warning = {
    code: 'FACE_ALREADY_ENROLLED',
    message: errorSentence('FACE_ALREADY_ENROLLED', locale),
  } as const;
  return {
    success: true,
    message: message('ENROLLED', locale),
    face_count: faceCount,
    ...(nearCopies.length === 0 ? {} : { photos: nearCopies.map((isCopy) => enrolledPhoto(isCopy, locale)) }),
    ...(isDuplicate ? { warning } : {}),
  };
}

function enrolledPhoto(isCopy: boolean, locale: Locale): EnrolledPhoto {
  return isCopy
    ? { outcome: 'near_copy', message: message('NEAR_COPY', locale) }
    : { outcome: 'stored', message: message('ENROLLED', locale) };
}

export function recognised(outcome: IdentificationOutcome, locale: Locale): VerifyFaceResponse {
  const { candidates } = outcome;
  return {
    ...answer(outcome, locale),
    ...(candidates === undefined
      ? {}
      : { candidates: candidates.map(({ userId, probability }) => ({ user_id: userId, probability })) }),
  };
}

export function identifiedFaces({ width, height, faces }: GroupPhoto, locale: Locale): IdentifyFacesResponse {
  return {
    width,
    height,
    faces: faces.map(({ face: { box }, outcome }) => ({
      ...answer(outcome, locale),
      box: { x: box.x, y: box.y, width: box.width, height: box.height },
    })),
  };
}

function answer(outcome: GroupFace['outcome'], locale: Locale): VerifyFaceResponse {
  if (outcome.kind === 'match') {
    return {
      success: true,
      user_id: outcome.userId,
      confidence: outcome.confidence,
      message: message('MATCH', locale),
    };
  }
  const { code, findings } = outcome;
  return {
    success: false,
    confidence: 0,
    message: noMatchMessage(code, locale),
    code,
    ...(findings.length === 0 ? {} : { hints: hints(findings, locale) }),
  };
}

export function compared(outcome: ComparisonOutcome, locale: Locale): CompareFacesResponse {
  if (outcome.kind === 'match') {
    return { success: true, confidence: outcome.confidence, message: message('SAME_PERSON', locale) };
  }
  const { code } = outcome;
  const text = code === 'NO_MATCH' ? message('DIFFERENT_PEOPLE', locale) : noMatchMessage(code, locale);
  return { success: false, confidence: 0, message: text, code };
}

export function listed({ userIds, total, nextCursor }: EnrolmentPage): UsersEnrolledResponse {
  return {
    enrolled_users: userIds,
    total_count: total,
    ...(nextCursor === null ? {} : { next_cursor: nextCursor }),
  };
}

/** The text of the body in which everybody is listed, piece by piece: `UsersEnrolledResponse` as JSON. */
export async function* listedAll(pages: AsyncIterable<readonly string[]>): AsyncGenerator<string> {
  const names = { list: 'enrolled_users', total: 'total_count' } satisfies Record<
    string,
    keyof UsersEnrolledResponse
  >;
  let total = 0;
  yield `{"${names.list}":[`;
  for await (const userIds of pages) {
    const separator = total > 0 && userIds.length > 0 ? ',' : '';
    total += userIds.length;
    yield separator + userIds.map((userId) => JSON.stringify(userId)).join(',');
  }
  yield `],"${names.total}":${total}}`;
}

export function deleted(locale: Locale): DeleteFaceResponse {
  return { success: true, message: message('DELETED', locale) };
}

export function unlocked(locale: Locale): UnlockResponse {
  return { success: true, message: message('UNLOCKED', locale) };
}

export function analyzed(analysis: PhotoAnalysis, locale: Locale): AnalyzeFaceResponse {
  return {
    width: analysis.width,
    height: analysis.height,
    faces: analysis.faces.map((face) => analyzedFace(face, locale)),
    subject: analysis.subject,
  };
}

/** Field by field: what an analysis holds beside them stays inside. */
function analyzedFace(face: AnalyzedFace, locale: Locale): AnalyzedFaceResponse {
  const { box, pose, quality } = face;
  return {
    box: { x: box.x, y: box.y, width: box.width, height: box.height },
    score: face.score,
    landmarks: face.landmarks.map(({ x, y }) => ({ x, y })),
    pose: { yaw: pose.yaw, pitch: pose.pitch, roll: pose.roll },
    quality: {
      interocularPx: quality.interocularPx,
      facePx: quality.facePx,
      sharpness: quality.sharpness,
      brightness: quality.brightness,
      contrast: quality.contrast,
      visibleShare: quality.visibleShare,
    },
    live_score: face.liveScore,
    hints: hints(face.findings, locale),
  };
}

function noMatchMessage(code: NoMatchCode, locale: Locale): string {
  if (code === 'NO_MATCH' || code === 'AMBIGUOUS_MATCH') return message(code, locale);
  return errorSentence(code, locale);
}

function hints(findings: readonly QualityFinding[], locale: Locale): QualityHint[] {
  return findings.map(({ code }) => ({ code, message: errorSentence(code, locale) }));
}
