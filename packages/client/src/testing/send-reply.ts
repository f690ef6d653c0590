import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { TestingError } from "./errors.js";
import type { Gate, Reply } from "./gate.js";
import type { ModelRequest } from "./model-request.js";
import type { StreamEvent } from "./plain-reply.js";
import {
  failureEvents,
  type NextId,
  outputEvents,
  responseCompleted,
  textDelta,
  unfinishedEvents,
} from "./stream-events.js";

/** One request that waits for its reply. */
export interface Exchange {
  readonly request: ModelRequest;
  readonly response: ServerResponse;
  /** Resolves when the response is over: sent, or dropped by the runtime, which is how it cancels a request. */
  readonly over: Promise<void>;
  readonly nextId: NextId;
}

/** Sends a reply; returns early when the runtime drops the request. */
export async function sendReply(exchange: Exchange, reply: Reply): Promise<void> {
  const { response, nextId } = exchange;
  switch (reply.kind) {
    case "outputs":
      return sendStream(exchange, outputEvents(reply, nextId), { delayMs: reply.delayMs });
    case "streamFailure":
      return sendStream(exchange, failureEvents(reply, nextId));
    case "events":
      return sendStream(exchange, reply.events);
    case "failure":
      response.writeHead(reply.status, reply.headers).end(reply.body);
      return;
    case "disconnect":
      await writeEvents(exchange, unfinishedEvents(reply.text, nextId));
      await flushed(response);
      response.destroy();
      return;
    case "gate":
      await sendHeld(exchange, reply);
      // Too late to matter if the hold was reached.
      reply.abandon(new TestingError("The runtime dropped the request before it reached the gate."));
      return;
  }
}

/** What slows a stream down. */
interface Hold {
  readonly gate?: Gate;
  readonly delayMs?: number | undefined;
}

async function sendHeld(exchange: Exchange, gate: Gate): Promise<void> {
  if (gate.afterDeltas !== undefined && gate.reply.kind === "outputs") {
    return sendStream(exchange, outputEvents(gate.reply, exchange.nextId), {
      gate,
      delayMs: gate.reply.delayMs,
    });
  }
  await untilReleased(exchange, gate);
  if (!exchange.response.destroyed) await sendReply(exchange, gate.reply);
}

async function sendStream(exchange: Exchange, events: Iterable<StreamEvent>, hold: Hold = {}): Promise<void> {
  await writeEvents(exchange, events, hold);
  exchange.response.end();
}

async function writeEvents(
  exchange: Exchange,
  events: Iterable<StreamEvent>,
  { gate, delayMs = 0 }: Hold = {},
): Promise<void> {
  const { response, over } = exchange;
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  let deltasToHold = gate?.afterDeltas;
  for (const event of events) {
    // With fewer deltas than the gate counts, the hold is before the end: a gate that never holds would be a trap.
    if (
      gate !== undefined &&
      (deltasToHold === 0 || (deltasToHold !== undefined && event.type === responseCompleted))
    ) {
      deltasToHold = undefined;
      await untilReleased(exchange, gate);
    }
    if (delayMs > 0 && event.type === textDelta) await Promise.race([sleep(delayMs), over]);
    if (response.destroyed) return;
    const roomLeft = response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    if (!roomLeft) await Promise.race([drained(response), over]);
    if (deltasToHold !== undefined && event.type === textDelta) deltasToHold--;
  }
}

/** A gate may stay shut for ever, as in a test of interrupt: then the dropped request ends the wait. */
async function untilReleased({ request, over }: Exchange, gate: Gate): Promise<void> {
  await Promise.race([gate.hold(request), over]);
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once("drain", resolve));
}

/** Destroying a socket discards what Node has not handed to the kernel, so a cut-off text needs this first. */
function flushed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) resolve();
    else response.write("\n", () => resolve());
  });
}
