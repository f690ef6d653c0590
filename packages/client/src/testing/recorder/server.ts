import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";

import { isError } from "../../errors/is-error.js";
import { captureRequest, isResponsesRequestBody } from "../capture-request.js";
import type { ModelRecorder, ModelRecorderOptions } from "../model-recorder.js";
import { recordingVersion, type RecordedExchange, type Recording } from "../recording.js";
import { readReply } from "./read-reply.js";
import { Secrets } from "./secrets.js";

interface Entry {
  readonly asker: RecordedExchange["asker"];
  readonly request: RecordedExchange["request"];
  reply: RecordedExchange["reply"] | undefined;
}

/** Of the connection between the runtime and this server, or said anew by `fetch`. */
const ofTheConnection: readonly string[] = [
  "host",
  "connection",
  "content-length",
  "accept-encoding",
  "transfer-encoding",
];

export async function startRecorder({
  upstream,
  headers = {},
}: ModelRecorderOptions): Promise<ModelRecorder> {
  const entries: Entry[] = [];
  const secrets = new Secrets();
  // In lower case, as Node has those of the runtime: of two spellings `fetch` would send both.
  const given = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const server = createServer((incoming, response) => {
    passOn(incoming, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else
        response
          .writeHead(502)
          .end(`model recorder: cannot pass the request on to ${upstream}: ${reasonOf(error)}`);
    });
  });

  const passOn = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readText(incoming);
    const sent = { ...headersOf(incoming), ...given };
    secrets.learn(sent);
    const entry = entryOf(incoming, body);
    if (entry !== undefined) entries.push(entry);
    const dropped = new AbortController();
    response.once("close", () => {
      dropped.abort();
    });
    const { method = "GET", url: path = "" } = incoming;
    const answer = await fetch(upstream.replace(/\/$/, "") + path.slice("/v1".length), {
      method,
      headers: sent,
      ...(method === "GET" || method === "HEAD" ? {} : { body }),
      signal: dropped.signal,
    });
    const type = answer.headers.get("content-type");
    const heard = await relay(answer, response, type);
    if (entry !== undefined) entry.reply = readReply({ status: answer.status, type, text: heard });
  };

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const recorder: ModelRecorder = {
    url: `http://127.0.0.1:${port}/v1`,
    get recording() {
      const exchanges = entries.flatMap(({ reply, ...entry }) =>
        reply === undefined ? [] : [{ ...entry, reply }],
      );
      return secrets.blot<Recording>({ version: recordingVersion, exchanges });
    },
    save: (file) => writeFile(file, `${JSON.stringify(recorder.recording, null, 2)}\n`),
    close,
    [Symbol.asyncDispose]: close,
  };
  return recorder;
}

function entryOf({ method, url = "", headers }: IncomingMessage, body: string): Entry | undefined {
  if (method !== "POST" || url.split("?")[0] !== "/v1/responses") return undefined;
  const parsed: unknown = JSON.parse(body);
  if (!isResponsesRequestBody(parsed)) return undefined;
  const { subagent, inputText } = captureRequest(1, headers, parsed);
  const asker = subagent === "guardian" ? "guardian" : "agent";
  return { asker, request: { model: parsed.model, inputText }, reply: undefined };
}

/** Sends an answer on as it comes; resolves with all that came of it, also where either end broke off. */
async function relay(answer: Response, response: ServerResponse, type: string | null): Promise<string> {
  const retryAfter = answer.headers.get("retry-after");
  response.writeHead(answer.status, {
    ...(type === null ? {} : { "content-type": type }),
    ...(retryAfter === null ? {} : { "retry-after": retryAfter }),
  });
  const decoder = new TextDecoder();
  let heard = "";
  try {
    const body: AsyncIterable<Uint8Array> | null = answer.body;
    for await (const chunk of body ?? []) {
      heard += decoder.decode(chunk, { stream: true });
      if (!response.write(chunk)) await Promise.race([once(response, "drain"), once(response, "close")]);
    }
    response.end();
  } catch {
    response.destroy();
  }
  return heard;
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || ofTheConnection.includes(name) ? [] : [[name, String(value)]],
    ),
  );
}

/** `fetch` says why in the cause. */
function reasonOf(error: unknown): string {
  const cause = isError(error) ? (error.cause ?? error) : error;
  return isError(cause) ? cause.message : String(cause);
}
