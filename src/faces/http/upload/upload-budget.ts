import { MIB } from '../../../config/mebibyte.js';

/** Room for 32 photos of the largest size; inference line and two processes with it stay below 1.6 GB. */
export const UPLOAD_BUDGET_BYTES = 256 * MIB;
/** What the photos of one request may hold of it, where one request may bring many: three others have room beside it. */
export const SEVERAL_PHOTOS_MAX_BYTES = UPLOAD_BUDGET_BYTES / 4;
/** What a chunk costs beside its bytes: a body that comes in single bytes would otherwise be far larger than it counts. */
export const CHUNK_OVERHEAD_BYTES = 256;

/** What the photos of one request hold of the budget. */
export interface HeldUpload {
  /** Aborted when this body had to give way; its reason is the refusal to answer with. */
  readonly gaveWay: AbortSignal;
  /** Takes a chunk into account. @returns false when it must not be kept, since the body gave way */
  receive(bytes: number): boolean;
  /** The body is complete: it is being looked at, or in line for it, and gives way no more. */
  complete(): void;
  /** The bytes are given up; calling it again does nothing. */
  release(): void;
}

class BudgetedUpload implements HeldUpload {
  readonly controller = new AbortController();
  heldBytes = 0;

  constructor(
    private readonly budget: UploadBudget,
    readonly refusal: () => Error,
  ) {}

  get gaveWay(): AbortSignal {
    return this.controller.signal;
  }

  receive(bytes: number): boolean {
    return this.budget.take(this, bytes + CHUNK_OVERHEAD_BYTES);
  }

  complete(): void {
    this.budget.keep(this);
  }

  release(): void {
    this.budget.free(this);
  }
}

/**
 * Bounds the memory of all photos of requests that are not finished. Bytes that have arrived count, not those that were
 * announced: silent connections cost nothing. When they become too many, the body that began first among the incomplete
 * ones gives way, since whoever holds uploads open to exhaust the memory began before those who come to have a photo
 * looked at.
 */
export class UploadBudget {
  /** Incomplete bodies with at least one byte, in the order of their first. */
  readonly #receiving = new Set<BudgetedUpload>();
  #heldBytes = 0;

  constructor(private readonly maxBytes: number) {}

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** @param refusal made once, when this body has to give way */
  open(refusal: () => Error): HeldUpload {
    return new BudgetedUpload(this, refusal);
  }

  take(upload: BudgetedUpload, bytes: number): boolean {
    if (upload.gaveWay.aborted) return false;
    this.#receiving.add(upload);
    while (this.#heldBytes + bytes > this.maxBytes) {
      const [oldest = upload] = this.#receiving;
      this.free(oldest);
      oldest.controller.abort(oldest.refusal());
      if (oldest === upload) return false;
    }
    upload.heldBytes += bytes;
    this.#heldBytes += bytes;
    return true;
  }

  keep(upload: BudgetedUpload): void {
    this.#receiving.delete(upload);
  }

  free(upload: BudgetedUpload): void {
    this.#receiving.delete(upload);
    this.#heldBytes -= upload.heldBytes;
    upload.heldBytes = 0;
  }
}
