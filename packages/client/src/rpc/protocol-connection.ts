import type { ExperimentalClientRequests } from "../generated/experimental/methods.js";
import type { ServerNotification } from "../generated/types.js";
import { onAbort } from "../lib/abort.js";
import { ProtocolError } from "../transport/protocol-error.js";
import type { RequestOptions } from "./call-options.js";
import type { Connection } from "./connection.js";
import { isRead, lackOfNotification, lackOfResult } from "./readable.js";
import type { NotificationListener } from "./router.js";
import { isRequestTimeoutError } from "./request-timeout-error.js";

type Requests = ExperimentalClientRequests;

/** Options of a typed call. */
export interface ProtocolCallOptions<Method extends keyof Requests> extends Omit<RequestOptions, "onResult"> {
  /** As {@link RequestOptions.onResult}, with the result that the method has. */
  readonly onResult?: ((result: Requests[Method]["result"]) => void) | undefined;
}

/** Calls a method with the types of the protocol. */
export type ProtocolCall = <Method extends keyof Requests>(
  method: Method,
  params: object | undefined,
  options?: ProtocolCallOptions<Method>,
) => Promise<Requests[Method]["result"]>;

/** What lacks something that the protocol says it has. */
export interface UnreadableMessage {
  readonly method: string;
  /** The path of what is missing, or of another kind. */
  readonly lack: string;
}

/** What a client keeps up to date by what the server tells. */
export interface StateObserver {
  /** Whether somebody wants to read each event of a thread; of any thread, where none is named. */
  wantsEventsOf(threadId: string | undefined): boolean;
  /** Takes a notification that has what its readers need. */
  observe(notification: ServerNotification): void;
  /** Hands on one that the client itself does not read. */
  handOn(notification: ServerNotification): void;
  /** Is told of one that has not. */
  unreadable(message: UnreadableMessage): void;
}

/** Calls, one way to call them: over a connection that is open, or that is being restored. */
type Send = (method: string, params: unknown, options: RequestOptions) => Promise<unknown>;

/**
 * The one door between the wire, of which nothing is known, and the typed protocol. What the client itself reads is checked here;
 * all else is the server's word.
 */
export class ProtocolConnection {
  readonly #connection: Connection;
  readonly #send: Send = (method, params, options) => this.#connection.request(method, params, options);

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Keeps the client's state up to date, before any listener hears. */
  observeWith(observer: StateObserver): void {
    this.#connection.observeWith({
      wants: (method, threadId) => isRead(method) || observer.wantsEventsOf(threadId),
      observe: (notification) => {
        const { method, params } = notification;
        const isReadHere = isRead(method);
        const lack = isReadHere ? lackOfNotification(method, params) : undefined;
        if (lack !== undefined) observer.unreadable({ method, lack });
        else if (isReadHere) observer.observe(notification as ServerNotification);
        else observer.handOn(notification as ServerNotification);
        return lack === undefined;
      },
    });
  }

  /**
   * Calls a method.
   *
   * @throws as {@link Connection.request}; ProtocolError for a result without what the client reads of it.
   */
  call<Method extends keyof Requests>(
    method: Method,
    params: object | undefined,
    options: ProtocolCallOptions<Method> = {},
  ): Promise<Requests[Method]["result"]> {
    return callChecked(this.#send, method, params, options);
  }

  /** Calls a method of any name. */
  callUntyped(method: string, params: unknown, options: RequestOptions): Promise<unknown> {
    return cancellable(this.#send, method, params, options);
  }

  /** How long a call waits for its answer that says nothing else, in milliseconds. */
  get requestTimeoutMs(): number {
    return this.#connection.requestTimeoutMs;
  }

  /** What the server is needed for. */
  get holders(): Connection["holders"] {
    return this.#connection.holders;
  }

  /** As {@link Connection.onMethod}. */
  onMethod(method: string, listener: NotificationListener): Disposable {
    return this.#connection.onMethod(method, listener);
  }

  /** As {@link Connection.onNotification}. */
  onNotification(listener: NotificationListener): Disposable {
    return this.#connection.onNotification(listener);
  }

  /** Resolves when nothing more is received, with the reason. */
  get ended(): Connection["ended"] {
    return this.#connection.ended;
  }
}

/** Calls a method with the types of the protocol, and checks what the client reads of its result. */
export function callChecked<Method extends keyof Requests>(
  send: Send,
  method: Method,
  params: object | undefined,
  options: ProtocolCallOptions<Method> = {},
): Promise<Requests[Method]["result"]> {
  const { onResult, ...rest } = options;
  const check = (result: unknown): void => {
    const lack = lackOfResult(method, result);
    if (lack !== undefined) {
      const what = lack === "" ? "without a result that can be read" : `without a ${lack} that can be read`;
      throw new ProtocolError(`The server answered ${method} ${what}.`, JSON.stringify(result) ?? "");
    }
    onResult?.(result as Requests[Method]["result"]);
  };
  return cancellable(send, method, params, { ...rest, onResult: check }) as Promise<
    Requests[Method]["result"]
  >;
}

/** The methods that a request on the same connection cancels by the id of the call. */
type Cancellable = {
  [Method in keyof Requests]: `${Method}/cancel` extends keyof Requests
    ? Requests[`${Method}/cancel`]["params"] extends { requestId: unknown }
      ? Method
      : never
    : never;
}[keyof Requests];

const cancellations: { readonly [Method in Cancellable]: `${Method}/cancel` } = {
  "thread/sample": "thread/sample/cancel",
  "thread/search": "thread/search/cancel",
  "thread/search/stream": "thread/search/stream/cancel",
};

const cancellationOf: ReadonlyMap<string, string> = new Map(Object.entries(cancellations));

/** Lets the server know of a call that its caller has given up, where the protocol has a way to. */
function cancellable(send: Send, method: string, params: unknown, options: RequestOptions): Promise<unknown> {
  const cancellation = cancellationOf.get(method);
  if (cancellation === undefined) return send(method, params, options);
  let sent: number | undefined;
  const cancel = (): void => {
    if (sent === undefined) return;
    const answer = send(cancellation, { requestId: sent }, { urgent: true });
    // It may be over, or the connection may be: nobody waits for it.
    answer.catch(() => undefined);
  };
  const onSent = (id: number): void => {
    sent = id;
    options.onSent?.(id);
  };
  const call = send(method, params, { ...options, onSent });
  const subscription = options.signal === undefined ? undefined : onAbort(options.signal, cancel);
  const over = (): void => {
    sent = undefined;
    subscription?.[Symbol.dispose]();
  };
  call.then(over, (error: unknown) => {
    if (isRequestTimeoutError(error)) cancel();
    over();
  });
  return call;
}
