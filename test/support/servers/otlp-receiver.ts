import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../eventually.js';
import { z } from 'zod';

const valueSchema = z.looseObject({ stringValue: z.string().optional(), intValue: z.unknown().optional() });
const spanSchema = z.looseObject({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: z.union([z.string(), z.number()]),
  endTimeUnixNano: z.union([z.string(), z.number()]),
  attributes: z.array(z.object({ key: z.string(), value: valueSchema })),
  status: z.looseObject({ code: z.number().optional() }).optional(),
});
const requestSchema = z.object({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.looseObject({ attributes: z.array(z.object({ key: z.string(), value: valueSchema })) }),
      scopeSpans: z.array(z.looseObject({ spans: z.array(spanSchema) })),
    }),
  ),
});
export type ReceivedSpan = z.output<typeof spanSchema>;

/** A collector: accepts OTLP over HTTP in JSON (opentelemetry.io/docs/specs/otlp, §OTLP/HTTP) and keeps the spans. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  readonly resource: Record<string, string | undefined> = {};
  readonly headers: IncomingHttpHeaders[] = [];
  readonly paths: (string | undefined)[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<OtlpReceiver> {
    const server = createServer();
    const receiver = new OtlpReceiver(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        receiver.headers.push(request.headers);
        receiver.paths.push(request.url);
        receiver.accept(Buffer.concat(chunks).toString());
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** @throws Error when no such span comes */
  waitFor(isIt: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan> {
    return eventually(() => {
      const span = this.spans.find(isIt);
      if (!span) throw new Error(`no such span among ${this.spans.map(({ name }) => name).join(', ')}`);
      return span;
    });
  }

  childrenOf({ spanId }: ReceivedSpan): ReceivedSpan[] {
    return this.spans.filter(({ parentSpanId }) => parentSpanId === spanId);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(text: string): void {
    for (const { resource, scopeSpans } of requestSchema.parse(JSON.parse(text)).resourceSpans) {
      for (const { key, value } of resource.attributes) this.resource[key] = value.stringValue;
      this.spans.push(...scopeSpans.flatMap(({ spans }) => spans));
    }
  }
}
