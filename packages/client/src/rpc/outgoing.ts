import { requestChannel, type RequestDiagnostics } from "../diagnostics/channels.js";
import { trace } from "../diagnostics/trace.js";
import type { TransportEnd } from "../transport/transport.js";
import { callListener } from "../lib/emitter.js";
import { checkTimeout } from "../lib/deadline.js";
import type { Holders } from "../lib/holders.js";
import { Call } from "./call.js";
import type { RequestOptions } from "./call-options.js";
import { encodeRequest, type ErrorPayload, type Response } from "./messages.js";
import { Backoff, type RetryOptions } from "./backoff.js";
import { missingThread } from "./missing-thread.js";
import { InvalidParamsError, InvalidRequestError, RpcError, ServerOverloadedError } from "./rpc-error.js";
import { traceJson, type TraceContext } from "./trace-context.js";
import { toWireJson } from "./wire-json.js";
import { InFlightLimit } from "./limit.js";

export interface OutgoingInit {
  readonly send: (text: string) => void;
  readonly maxInFlight: number;
  readonly retry: RetryOptions | false;
  readonly traceContext?: (() => TraceContext | undefined) | undefined;
  /** Held while any call has no answer. */
  readonly holders: Holders;
}

interface Restoring {
  /** Part of restoring the connection: does not wait for it. */
  readonly restores?: boolean;
}

const overloaded = -32001;

/** The calls of this client that have no answer yet: waiting for room, on the wire, or between two attempts. */
export class OutgoingRequests {
  readonly #send: (text: string) => void;
  readonly #retry: RetryOptions | false;
  readonly #traceContext: (() => TraceContext | undefined) | undefined;
  readonly #holders: Holders;
  readonly #window: InFlightLimit<Call>;
  readonly #unsettled = new Set<Call>();
  readonly #onWire = new Map<unknown, Call>();
  #lastId = 0;
  /** Why no more calls are taken, if so. */
  #end: TransportEnd | undefined;

  constructor({ send, maxInFlight, retry, traceContext, holders }: OutgoingInit) {
    this.#holders = holders;
    this.#send = send;
    this.#retry = retry;
    this.#traceContext = traceContext;
    this.#window = new InFlightLimit(maxInFlight, (call) => this.#write(call));
  }

  /** Rejects with what keeps the call from being made, too. */
  call(
    method: string,
    params: unknown,
    timeoutMs: number,
    options: RequestOptions & Restoring = {},
  ): Promise<unknown> {
    // An async function would make one promise more, of which a caller in a loop makes thousands.
    try {
      return this.#take(method, params, checkTimeout("timeoutMs", timeoutMs), options);
    } catch (error) {
      return rejected(error);
    }
  }

  #take(
    method: string,
    params: unknown,
    timeoutMs: number,
    options: RequestOptions & Restoring,
  ): Promise<unknown> {
    options.signal?.throwIfAborted();
    options.cancelIfUnsent?.throwIfAborted();
    if (this.#end !== undefined) throw this.#end;
    const call = new Call({
      method,
      params: toWireJson(`the parameters of ${method}`, params),
      timeoutMs,
      options,
      restores: options.restores === true,
      onSettled: this.#forget,
    });
    // A call costs little beside what is made for one.
    if (!requestChannel.hasSubscribers) return this.#enter(call);
    return trace(
      requestChannel,
      () => eventOf(call),
      () => this.#enter(call),
    );
  }

  /** Settles the call that a response answers. One that answers none, such as a call that timed out, is ignored. */
  answer(response: Response): void {
    const call = this.#onWire.get(response.id);
    if (call === undefined) return;
    if (response.error === undefined) call.receive(response.result);
    else if (response.error.code === overloaded) this.#refused(call, response.error);
    else call.reject(rpcError(call, response.error));
  }

  /**
   * The connection broke, but may be restored: rejects the calls that were sent, since they may have been carried out.
   * Those that were not wait, and until {@link restored} only calls that restore are sent.
   */
  drop(end: TransportEnd): void {
    this.#window.admit(({ restores }) => restores);
    for (const call of [...this.#onWire.values()]) call.reject(end);
    for (const call of this.#unsettled) if (call.restores) call.reject(end);
  }

  /** The connection is as good as before: what waited is sent. */
  restored(): void {
    this.#window.admit(() => true);
  }

  /** Rejects every call, and every later one, with the same error. The first end stands. */
  finish(end: TransportEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    for (const call of this.#unsettled) call.reject(end);
  }

  #enter(call: Call): Promise<unknown> {
    this.#unsettled.add(call);
    if (this.#unsettled.size === 1) this.#holders.hold(this);
    try {
      call.trace = traceJson(this.#traceContext?.());
      this.#window.enter(call, call.urgent);
    } catch (error) {
      call.reject(error);
    }
    return call.promise;
  }

  #write(call: Call): void {
    // The rejection of one call makes room: without this, the next would be sent before its own turn to be rejected.
    if (this.#end !== undefined) return;
    call.id = ++this.#lastId;
    call.latestId = call.id;
    call.attempts += 1;
    this.#onWire.set(call.id, call);
    call.startTimeout();
    this.#send(encodeRequest(call.id, call.method, call.params, call.trace));
    if (call.onSent !== undefined) callListener(call.onSent, call.id);
  }

  /** -32001 means that the server did nothing, so that even `turn/start` may be sent again. */
  #refused(call: Call, error: ErrorPayload): void {
    const delay = this.#retry === false ? undefined : (call.backoff ??= new Backoff(this.#retry)).next();
    if (delay === undefined) return call.reject(new ServerOverloadedError(call.method, error, call.attempts));
    this.#takeOffWire(call);
    call.pause(delay, () => this.#window.enter(call, call.urgent));
  }

  readonly #forget = (call: Call): void => {
    this.#unsettled.delete(call);
    if (this.#unsettled.size === 0) this.#holders.release(this);
    this.#takeOffWire(call);
  };

  #takeOffWire(call: Call): void {
    this.#onWire.delete(call.id);
    call.id = undefined;
    this.#window.leave(call);
  }
}

async function rejected(error: unknown): Promise<never> {
  throw error;
}

/** What may be told of a call: not what it sends, which may be a secret. */
function eventOf(call: Call): RequestDiagnostics {
  return {
    method: call.method,
    get id() {
      return call.latestId;
    },
    get attempts() {
      return call.attempts;
    },
  };
}

function rpcError({ method, params }: Call, error: ErrorPayload): RpcError {
  switch (error.code) {
    case -32600:
      return missingThread(method, params, error) ?? new InvalidRequestError(method, error);
    case -32602:
      return new InvalidParamsError(method, error);
    default:
      return new RpcError(method, error);
  }
}
