import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface ConnectionBounds {
  /** Connections at a time, whosever they are: proxies and NAT share addresses. */
  max: number;
  /** Requests of one connection that are not answered. Nobody but an attacker sends many ahead; answers pile up behind them. */
  unansweredMax: number;
  /** A connection on which the client moves nothing is closed; above the 30 s in which a request has to arrive. */
  silenceMs: number;
}

const BOUNDS: ConnectionBounds = { max: 2_000, unansweredMax: 8, silenceMs: 45_000 };

/**
 * Keeps connections from using up the service: those that are silent, those that send requests ahead and read no answer, and
 * too many of them. At the limit the one that has been of no use the longest gives way to the newcomer, since a closed door
 * would let whoever opens connections shut out everybody, the orchestrator's probes first.
 */
export class ConnectionLimits {
  /** Nothing to answer on them: no request yet, or all answered. Whoever came to rest first is first. */
  readonly #resting = new Set<Socket>();
  /** The requests in progress of all others, and their answers; whoever began first is first. */
  readonly #busy = new Map<Socket, Map<IncomingMessage, ServerResponse>>();
  readonly #bounds: ConnectionBounds;

  constructor(bounds: Partial<ConnectionBounds> = {}) {
    this.#bounds = { ...BOUNDS, ...bounds };
  }

  get size(): number {
    return this.#resting.size + this.#busy.size;
  }

  /** To be called once, before the server listens. */
  watch(server: Server): void {
    server.setTimeout(this.#bounds.silenceMs, (socket: Socket) => {
      if (!this.#owesAnswer(socket)) socket.destroy();
    });
    server.on('connection', (socket: Socket) => this.#welcome(socket));
  }

  /** @returns a listener that hands on the requests which may be answered */
  guard(listener: RequestListener): RequestListener {
    return (request, response) => {
      if (this.#begin(request, response)) listener(request, response);
    };
  }

  /** The first of its answers is under way: nothing else may be written. */
  isAnswering(socket: Socket): boolean {
    const [first] = this.#busy.get(socket)?.values() ?? [];
    return first?.headersSent ?? false;
  }

  /** It is the service that is silent: how long a photo may take is for the inference to limit. */
  #owesAnswer(socket: Socket): boolean {
    const [first] = this.#busy.get(socket) ?? [];
    if (first === undefined) return false;
    const [request, response] = first;
    return request.complete && !response.headersSent;
  }

  #welcome(newcomer: Socket): void {
    if (this.size >= this.#bounds.max && !this.#giveWay()) {
      newcomer.destroy();
      return;
    }
    this.#resting.add(newcomer);
    newcomer.once('close', () => this.#forget(newcomer));
  }

  /** @returns false when every connection waits for the answer to a complete request */
  #giveWay(): boolean {
    const [silent = this.#oldestIncomplete()] = this.#resting;
    if (silent === undefined) return false;
    this.#forget(silent);
    silent.destroy();
    return true;
  }

  #oldestIncomplete(): Socket | undefined {
    for (const [socket, exchanges] of this.#busy) {
      for (const request of exchanges.keys()) if (!request.complete) return socket;
    }
    return undefined;
  }

  #begin(request: IncomingMessage, response: ServerResponse): boolean {
    const { socket } = request;
    const exchanges = this.#busy.get(socket) ?? new Map<IncomingMessage, ServerResponse>();
    // What the parser has already read comes on after the connection was closed.
    if (socket.destroyed || exchanges.size >= this.#bounds.unansweredMax) {
      socket.destroy();
      return false;
    }
    this.#resting.delete(socket);
    this.#busy.set(socket, exchanges.set(request, response));
    response.once('close', () => {
      exchanges.delete(request);
      if (exchanges.size === 0 && this.#busy.delete(socket) && !socket.destroyed) this.#resting.add(socket);
    });
    return true;
  }

  #forget(socket: Socket): void {
    this.#resting.delete(socket);
    const exchanges = this.#busy.get(socket);
    this.#busy.delete(socket);
    // Node ends the answer that is being sent, but not those in line behind it: whoever waits for their end would for ever.
    for (const response of exchanges?.values() ?? []) {
      if (response.socket !== null) continue;
      response.destroy();
      response.emit('close');
    }
  }
}
