// A span of OpenTelemetry for each turn, call and approval, from the client's diagnostics channels; a runtime that exports traces
// continues them. What is printed holds no prompt and no answer: the channels do not tell them.
import { AsyncLocalStorage } from "node:async_hooks";
import { tracingChannel } from "node:diagnostics_channel";
import { fileURLToPath } from "node:url";
import { context, SpanStatusCode, trace, type Attributes, type Span, type Tracer } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  ConsoleSpanExporter,
  SimpleSpanProcessor,
  type SpanExporter,
} from "@opentelemetry/sdk-trace-base";
import {
  Codex,
  type ApprovalDiagnostics,
  type ConnectOptions,
  type RequestDiagnostics,
  type TraceContext,
  type TurnDiagnostics,
} from "@codex-typed/client";

/** The span of the operation that the running code belongs to. */
const current = new AsyncLocalStorage<Span>();

export async function main(
  options: ConnectOptions = {},
  exporter: SpanExporter = new ConsoleSpanExporter(),
): Promise<void> {
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  using _spans = spansOf(provider.getTracer("codex"));
  await using codex = await Codex.connect({ ...options, traceContext });
  const thread = await codex.startThread({ approvalMode: "deny_all" });
  console.log((await thread.run("Which files here are the longest?")).finalResponse);
}

/** Makes spans of what the client tells, until disposed. */
function spansOf(tracer: Tracer): Disposable {
  const subscriptions = [
    subscribe<TurnDiagnostics>(tracer, "codex.turn", {
      name: () => "codex turn",
      attributes: ({ threadId, turnId = "", status = "" }) => ({ threadId, turnId, status }),
    }),
    subscribe<RequestDiagnostics>(tracer, "codex.request", {
      name: ({ method }) => method,
      attributes: ({ attempts }) => ({ attempts }),
    }),
    subscribe<ApprovalDiagnostics>(tracer, "codex.approval", {
      name: ({ method }) => method,
      attributes: ({ decision = "" }) => ({ decision }),
    }),
  ];
  return {
    [Symbol.dispose]: () => {
      for (const unsubscribe of subscriptions) unsubscribe();
    },
  };
}

interface Description<Event> {
  readonly name: (event: Event) => string;
  /** Asked at the end, when all is known. */
  readonly attributes: (event: Event) => Attributes;
}

type Diagnostics = TurnDiagnostics | RequestDiagnostics | ApprovalDiagnostics;

function subscribe<Event extends Diagnostics>(
  tracer: Tracer,
  channelName: string,
  { name, attributes }: Description<Event>,
): () => void {
  const channel = tracingChannel<unknown, Event>(channelName);
  // One event goes through all channels of an operation.
  const spans = new WeakMap<Event, Span>();
  const end = (message: unknown): void => {
    const event = message as Event;
    const span = spans.get(event);
    if (span === undefined) return;
    span.setAttributes(attributes(event));
    if (event.error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: event.error.name });
    span.end();
  };
  channel.start.bindStore(current, (message) => {
    const event = message;
    const parent = current.getStore();
    const within = parent === undefined ? context.active() : trace.setSpan(context.active(), parent);
    const span = tracer.startSpan(name(event), {}, within);
    spans.set(event, span);
    return span;
  });
  channel.asyncEnd.subscribe(end);
  return () => {
    channel.start.unbindStore(current);
    channel.asyncEnd.unsubscribe(end);
  };
}

/** Tells the runtime which span its own are part of. */
function traceContext(): TraceContext | undefined {
  const span = current.getStore()?.spanContext();
  if (span === undefined) return undefined;
  const flags = span.traceFlags.toString(16).padStart(2, "0");
  return { traceparent: `00-${span.traceId}-${span.spanId}-${flags}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
