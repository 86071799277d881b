import type { Locale } from '../../common/locales.js';
import type { ConsentTerms } from '../enrolment/consent/consent.service.js';
import type { Consent } from '../enrolment/consent/consents.repository.js';
import type { EncodingRecord } from '../enrolment/record/enrolment-record.repository.js';
import type { EnrolmentRecord, PersonalData } from '../enrolment/record/enrolment-record.service.js';
import type {
  ConsentTermsResponse,
  GivenConsent,
  DeleteEncodingResponse,
  EncodingEntry,
  EnrolmentRecordResponse,
  PersonalDataResponse,
} from './dto/enrolments.responses.js';
import { message } from './messages.js';

/** One person's record as it goes onto the wire. */
export function recorded(record: EnrolmentRecord): EnrolmentRecordResponse {
  return {
    user_id: record.userId,
    face_count: record.encodings.length,
    needs_new_photo: record.needsNewPhoto,
    last_recognised_at: record.lastRecognisedAt,
    needs_consent: record.needsConsent,
    consents: record.consents.map(consent),
    encodings: record.encodings.map(entry),
  };
}

export function encodingDeleted(locale: Locale): DeleteEncodingResponse {
  return { success: true, message: message('ENCODING_DELETED', locale) };
}

export function exported(data: PersonalData): PersonalDataResponse {
  return {
    user_id: data.userId,
    encodings: data.encodings.map((each) => ({ ...entry(each), encoding: [...each.encoding] })),
    consents: data.consents.map(consent),
    audit: data.deeds.map(({ at, action, outcome, actorRole, byThemselves }) => ({
      at,
      action,
      outcome,
      actor_role: actorRole,
      by_yourself: byThemselves,
    })),
    failed_verifications: data.failedAttempts.map(({ caller, failures }) => ({ caller, failures })),
  };
}

export function consentTerms(terms: ConsentTerms | null): ConsentTermsResponse {
  return terms === null ? { required: false } : { required: true, version: terms.version, text: terms.text };
}

function consent({ version, givenAt, byThemselves }: Consent): GivenConsent {
  return { version, given_at: givenAt, by_yourself: byThemselves };
}

function entry(each: EncodingRecord & { isCompared: boolean }): EncodingEntry {
  const { id, model, createdAt, quality, isCompared } = each;
  return { id, model, created_at: createdAt, compared: isCompared, quality };
}
