/** The package ships no types; these are the options of its README that we use. */
declare module 'pino-roll' {
  import type { EventEmitter } from 'node:events';
  import type { DestinationStream } from 'pino';

  interface RollOptions {
    file: string;
    extension?: string;
    frequency?: 'daily' | 'hourly' | number;
    size?: string;
    limit?: { count: number };
    dateFormat?: string;
    /** Handed on to sonic-boom: bytes that may wait to be written. */
    maxLength?: number;
  }
  export default function pinoRoll(options: RollOptions): Promise<DestinationStream & EventEmitter>;
}
