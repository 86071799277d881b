import { CreateFaceEncodings1764000000001 } from './1764000000001-create-face-encodings.js';
import { AddEncodingModel1764000000002 } from './1764000000002-add-encoding-model.js';
import { CreateEnrolledUsers1764000000003 } from './1764000000003-create-enrolled-users.js';
import { CreateFaceTemplates1764000000004 } from './1764000000004-create-face-templates.js';
import { EnableFaceVectors1764000000005 } from './1764000000005-enable-face-vectors.js';
import { CreateVerificationLocks1764000000006 } from './1764000000006-create-verification-locks.js';
import { CreateAuditLog1764000000007 } from './1764000000007-create-audit-log.js';
import { CompareDirections1764000000008 } from './1764000000008-compare-directions.js';
import { CreateFaceHalfVectors1764000000009 } from './1764000000009-create-face-half-vectors.js';

/** Every migration in order. A new one is added here. */
export const MIGRATIONS = [
  CreateFaceEncodings1764000000001,
  AddEncodingModel1764000000002,
  CreateEnrolledUsers1764000000003,
  CreateFaceTemplates1764000000004,
  EnableFaceVectors1764000000005,
  CreateVerificationLocks1764000000006,
  CreateAuditLog1764000000007,
  CompareDirections1764000000008,
  CreateFaceHalfVectors1764000000009,
];
