import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { captureRequest, isResponsesRequestBody, subagentOf } from "./capture-request.js";
import { TestingError } from "./errors.js";
import { failure } from "./failure-replies.js";
import { guardianVerdict } from "./guardian-verdict.js";
import { ReplyQueue } from "./model-script.js";
import type { ModelRequest, ResponsesRequestBody, UnscriptedRequest } from "./model-request.js";
import type { Reply } from "./gate.js";
import { unofferedCall } from "./offered-tools.js";
import { sendReply } from "./send-reply.js";
import { refuseUndone } from "./undone.js";

/** The HTTP side of the scripted model. */
export class ScriptedModelServer {
  readonly agent = new ReplyQueue("the agent");
  readonly guardian = new ReplyQueue("the guardian");
  readonly unscripted: UnscriptedRequest[] = [];
  readonly #server: Server;
  #closing: Promise<void> | undefined;
  #lastId = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  /** Resolves to the base URL. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(0, "127.0.0.1", resolve);
    });
    // A server that listens on TCP has this address; a string is for pipes, null for one that does not listen.
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/v1`;
  }

  close(): Promise<void> {
    this.#closing ??= new Promise<void>((resolve) => {
      const reason = new TestingError("The scripted model was closed.");
      this.agent.close(reason);
      this.guardian.close(reason);
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
    return this.#closing;
  }

  reset(): void {
    this.agent.reset();
    this.guardian.reset();
    this.unscripted.length = 0;
  }

  assertDone(): void {
    const ofNobody = this.unscripted.filter(({ request }) => request === undefined);
    const others = { name: "the model's server", replies: [], unscripted: ofNobody };
    refuseUndone(this.agent.undone, this.guardian.undone, others);
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const over = new Promise<void>((resolve) => response.once("close", resolve));
    const text = await readText(incoming);
    const { method = "", url: path = "" } = incoming;
    const nextId = (prefix: string): string => `${prefix}_scripted_${++this.#lastId}`;

    const body = method === "POST" && path.split("?")[0] === "/v1/responses" ? parse(text) : undefined;
    if (body === undefined) {
      const reason = `not a request for a response: ${method} ${path}`;
      this.unscripted.push({ method, path, reason, request: undefined });
      const {
        status,
        headers,
        body: notFound,
      } = failure({ status: 404, body: { error: { message: reason } } });
      response.writeHead(status, headers).end(notFound);
      return;
    }

    const isGuardian = subagentOf(incoming.headers) === "guardian";
    const asker = isGuardian ? this.guardian : this.agent;
    const request = captureRequest(asker.requests.length + 1, incoming.headers, body);
    const scripted = await replyTo(request, asker);
    const exchange = { request, response, over, nextId };
    if (scripted.reply !== undefined) return sendReply(exchange, scripted.reply);
    const reason = isGuardian ? `guardian: ${scripted.reason}` : scripted.reason;
    const entry = { method, path, reason, request };
    asker.unscripted.push(entry);
    this.unscripted.push(entry);
    await sendReply(exchange, unscriptedReply(isGuardian, `scripted model: ${reason}`));
  }
}

/** The reply that was scripted for a request, or why there is none that could be sent. */
async function replyTo(
  request: ModelRequest,
  asker: ReplyQueue,
): Promise<{ readonly reply: Reply } | { readonly reply?: undefined; readonly reason: string }> {
  let reply: Reply | undefined;
  try {
    reply = await asker.take(request);
  } catch (error) {
    return { reason: `the rule for request ${request.number} threw: ${String(error)}` };
  }
  if (reply === undefined)
    return { reason: `no reply left for request ${request.number} (${lastInput(request)})` };
  const reason = unofferedCall(request, reply);
  if (reason === undefined) return { reply };
  if (reply.kind === "gate") reply.abandon(new TestingError(`No request can reach this gate: ${reason}`));
  return { reason };
}

/** The guardian fails closed. For the agent it is 400, since the runtime shows its text in the turn's error and hides that of a 500. */
function unscriptedReply(isGuardian: boolean, text: string): Reply {
  return isGuardian
    ? guardianVerdict({ outcome: "deny", rationale: text })
    : failure({ status: 400, body: text });
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): ResponsesRequestBody | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isResponsesRequestBody(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function lastInput({ body }: ModelRequest): string {
  const item = body.input.at(-1);
  if (item === undefined) return "no input";
  return `last input: ${[item.role, item.type, item.call_id].filter((part) => part !== undefined).join(" ")}`;
}
