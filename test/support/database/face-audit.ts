import { AuditRepository } from '../../../src/audit/audit.repository.js';
import { AuditService } from '../../../src/audit/audit.service.js';
import type { Database } from '../../../src/database/database.js';
import { FaceAudit } from '../../../src/faces/audit/face-audit.js';

/** The audit as the service keeps it, for services that a test makes by hand. */
export function faceAudit(database: Database): FaceAudit {
  return new FaceAudit(new AuditService(new AuditRepository(database)), { version: 'a/b/c' });
}
