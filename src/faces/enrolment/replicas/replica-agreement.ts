import { hkdfSync, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { PeriodicWork } from '../../../common/lifecycle/periodic-work.js';
import { SERVICE_VERSION } from '../../../common/version.js';
import { AppConfig } from '../../../config/app-config.js';
import type { Env } from '../../../config/env.schema.js';
import { FaceEmbeddingService } from '../../embedding/face-embedding.service.js';
import { RECOGNITION_MODEL } from '../../embedding/models/recognition-model.provider.js';
import type { RecognitionModel } from '../../embedding/models/recognition-model.js';
import {
  type ReplicaAbout,
  ReplicaSettingsRepository,
  type ReplicaWord,
  type Settings,
} from './replica-settings.repository.js';

/** A third of the time after which a replica counts as gone. */
const INTERVAL_MS = 60_000;

/** Settings by which replicas would decide differently about the same person, or delete what others keep. */
const SHARED = [
  'MAX_ENCODINGS_PER_USER',
  'FACE_RECOGNITION_THRESHOLD',
  'MAX_FMR',
  'MAX_FPIR',
  'MAX_REENROLMENT_FMR',
  'MAX_DUPLICATE_FPIR',
  'DUPLICATE_POLICY',
  'QUALITY_CHECKS',
  'LIVENESS',
  'ANONYMOUS_VERIFY',
  'LIST_USERS',
  'FAILED_IDENTIFICATIONS_PER_HOUR',
  'RETENTION_DAYS',
  'AUDIT_RETENTION_DAYS',
  'CONSENT_VERSION',
] as const satisfies readonly (keyof Env)[];

/** Keys without which one replica refuses, or calls forged, what another one signs. They are told apart by fingerprints, as TEMPLATE_KEY is. */
const KEYS = ['JWT_SECRET_KEY', 'AUDIT_KEY'] as const satisfies readonly (keyof Env)[];
const FINGERPRINT_BYTES = 4;

/** Whether the replicas on this database agree where they have to; every minute, since a rollout makes them differ for a while. */
@Injectable()
export class ReplicaAgreement implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Replicas');
  private readonly rounds = new PeriodicWork(() => this.round(), INTERVAL_MS);
  private readonly replica = randomUUID();
  private readonly startedAt = new Date().toISOString();
  private readonly own: Settings;
  private others: readonly Settings[] = [];

  constructor(
    private readonly config: AppConfig,
    @Inject(RECOGNITION_MODEL) { version }: Pick<RecognitionModel, 'version'>,
    private readonly repository: ReplicaSettingsRepository,
    @Inject(FaceEmbeddingService) private readonly inference: Pick<FaceEmbeddingService, 'status'>,
  ) {
    const settings = SHARED.map((name) => [name, String(config.env[name] ?? '')]);
    const keys = KEYS.map((name) => [name, fingerprintOf(name, config.env[name])]);
    // Names the network, its alignment and the key that protects encodings, by its fingerprint.
    this.own = Object.fromEntries([...settings, ...keys, ['FACE_MODEL, TEMPLATE_KEY', version]]) as Settings;
  }

  /** Before the first enrolment, which might delete what the others keep. */
  async onApplicationBootstrap(): Promise<void> {
    this.rounds.start();
    await this.rounds.settled;
  }

  async onModuleDestroy(): Promise<void> {
    await this.rounds.stop();
    // Of a replica that cannot say goodbye the row lapses.
    await this.repository.leave(this.replica).catch(() => undefined);
  }

  /** Names of what another replica has otherwise. */
  get disputed(): string[] {
    return Object.keys(this.own).filter((name) => this.valuesOf(name).length > 1);
  }

  /** Encodings to keep of each user: what the most generous replica keeps, or the others' would be lost. */
  get maxEncodings(): number {
    const others = this.others.map(({ MAX_ENCODINGS_PER_USER: max }) => Number(max ?? 0));
    return Math.max(this.config.env.MAX_ENCODINGS_PER_USER, ...others);
  }

  /** Never throws: in an outage what was known last counts. */
  async round(): Promise<void> {
    const before = this.disputed.join();
    try {
      this.others = await this.repository.exchange(this.replica, this.own, this.about);
    } catch {
      return;
    }
    const { disputed } = this;
    if (disputed.join() === before) return;
    if (disputed.length === 0) this.logger.log('Replicas agree on their settings again');
    else this.logger.warn(`Replicas disagree: ${disputed.map((name) => this.described(name)).join('; ')}`);
  }

  /** What the other replicas last said of themselves. */
  lastWords(): Promise<ReplicaWord[]> {
    return this.repository.othersThan(this.replica);
  }

  private get about(): ReplicaAbout {
    const { ready, queueDepth, queueLimit, workers } = this.inference.status;
    return {
      ...{ host: hostname(), version: SERVICE_VERSION, startedAt: this.startedAt },
      ...{ ready, queueDepth, queueLimit },
      ...{ workersAlive: workers.alive, workersWanted: workers.wanted },
    };
  }

  private described(name: string): string {
    return `${name} is ${this.valuesOf(name)
      .map((value) => value || 'not set')
      .join(' here and ')} elsewhere`;
  }

  /** This replica's first. */
  private valuesOf(name: string): string[] {
    return [...new Set([this.own, ...this.others].map((settings) => settings[name] ?? ''))];
  }
}

function fingerprintOf(name: string, key: string | undefined): string {
  if (key === undefined) return '';
  return Buffer.from(hkdfSync('sha256', key, 'twoinone replica agreement', name, FINGERPRINT_BYTES)).toString(
    'hex',
  );
}
