import { Inject, Injectable } from '@nestjs/common';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { AppError } from '../../common/app-error.js';
import { comparableVersions } from '../embedding/models/comparable-versions.js';
import { DLIB_NETWORK } from '../embedding/models/dlib-network.js';
import { PREDECESSOR_MODEL, RECOGNITION_MODEL } from '../embedding/models/recognition-model.provider.js';
import type { RecognitionModel } from '../embedding/models/recognition-model.js';
import { FaceAudit, type FaceOperation } from '../audit/face-audit.js';
import { LEGACY_MODEL } from './face-encoding.entity.js';
import { type AdoptedEncoding, FaceEncodingsRepository } from './face-encodings.repository.js';
import { Gallery } from '../gallery/gallery.js';
import { ReplicaAgreement } from './replicas/replica-agreement.js';

/** Takes over encodings that another installation made. */
@Injectable()
export class EncodingImportService {
  constructor(
    private readonly replicas: ReplicaAgreement,
    private readonly encodings: FaceEncodingsRepository,
    private readonly gallery: Gallery,
    private readonly audit: FaceAudit,
    @Inject(RECOGNITION_MODEL) private readonly model: RecognitionModel,
    @Inject(PREDECESSOR_MODEL) private readonly predecessor: RecognitionModel | null,
  ) {}

  /** Whether people are recognised by encodings of this model, or only once they are enrolled again. */
  isCompared(model: string): boolean {
    return this.networkOf(model) !== undefined;
  }

  /**
   * @returns how many the user did not have yet
   * @throws AppError FACE_UNUSABLE when one of them is not an encoding of its model; nothing is stored then
   */
  async adopt(
    caller: AuthenticatedUser,
    userId: string,
    encodings: readonly AdoptedEncoding[],
  ): Promise<number> {
    for (const each of encodings) this.check(each);
    const operation: FaceOperation = { action: 'enroll', caller, subject: userId };
    const { maxEncodings: max } = this.replicas;
    const { added } = await this.encodings.adopt(userId, encodings, max, (manager) =>
      this.audit.record(operation, 'SUCCESS', manager),
    );
    if (added > 0) await this.gallery.changed(userId);
    return added;
  }

  private networkOf(version: string): RecognitionModel | undefined {
    return (
      [this.model, this.predecessor].find(
        (network) => network && comparableVersions(network).includes(version),
      ) ?? undefined
    );
  }

  private check({ encoding, model }: AdoptedEncoding): void {
    const dimension =
      model === LEGACY_MODEL ? DLIB_NETWORK.dimension : (this.networkOf(model)?.dimension ?? encoding.length);
    if (encoding.length !== dimension) {
      throw new AppError('FACE_UNUSABLE', { reason: `${encoding.length} numbers instead of ${dimension}` });
    }
    // Zeros are what a failed extraction leaves behind; they would match each other perfectly.
    if (!encoding.every(Number.isFinite) || encoding.every((value) => value === 0)) {
      throw new AppError('FACE_UNUSABLE', { reason: 'not finite, or all zero' });
    }
  }
}
