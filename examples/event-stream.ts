// A web service before one Codex: `POST /turns` takes a prompt and answers with server-sent events. Who hangs up ends their turn.
//   curl -N -H 'content-type: application/json' -d '{"prompt":"Which files are here?"}' http://127.0.0.1:3000/turns
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { streamSSE, type SSEStreamingApi } from "hono/streaming";
import * as z from "zod";
import { Codex, isCodexError, type ConnectOptions } from "@codex-typed/client";

const Body = z.object({ prompt: z.string().min(1) });

/** How long turns that run may go on when the service is to end. */
const GRACE_MS = 10_000;

export interface Service extends AsyncDisposable {
  readonly url: string;
}

export async function serveTurns(options: ConnectOptions = {}, port = 3000): Promise<Service> {
  const codex = await Codex.connect(options);
  const ending = new AbortController();
  const turns = new Set<Promise<void>>();
  const listener = getRequestListener(routes(codex, turns, ending.signal).fetch);
  const answers = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    answers.add(response);
    response.once("close", () => answers.delete(response));
    void listener(request, response);
  });
  try {
    // This machine alone: a service for others checks first who they are.
    await once(server.listen(port, "127.0.0.1"), "listening");
  } catch (error) {
    await codex.close();
    throw error;
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    // In order: no new turns, an end for those that run, and only then the runtime.
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      const grace = setTimeout(() => {
        ending.abort(new Error("The service ends."));
      }, GRACE_MS);
      for (const answer of answers) await once(answer, "close");
      // Those whose client has hung up are still being interrupted.
      await Promise.all(turns);
      clearTimeout(grace);
      // What is left asks for nothing. Clients keep connections, and some open one for what may come.
      server.closeAllConnections();
      await closed;
      await codex.close();
    },
  };
}

function routes(codex: Codex, turns: Set<Promise<void>>, ending: AbortSignal): Hono {
  const app = new Hono();
  app.post("/turns", async (c) => {
    // A browser sends this type from another website only after asking, and here nobody says yes.
    if (!c.req.header("content-type")?.startsWith("application/json"))
      return c.text("application/json, please", 415);
    const body = Body.safeParse(await c.req.json().catch(() => undefined));
    if (!body.success) return c.text(z.prettifyError(body.error), 400);
    return streamSSE(c, async (stream) => {
      const left = new AbortController();
      stream.onAbort(() => {
        left.abort(new Error("The client has hung up."));
      });
      const signal = AbortSignal.any([left.signal, ending]);
      const turn = streamTurn(codex, body.data.prompt, stream, signal);
      turns.add(turn);
      await turn;
      turns.delete(turn);
    });
  });
  return app;
}

async function streamTurn(
  codex: Codex,
  prompt: string,
  stream: SSEStreamingApi,
  signal: AbortSignal,
): Promise<void> {
  const send = (event: string, data: unknown): Promise<void> =>
    stream.writeSSE({ event, data: JSON.stringify(data) });
  try {
    await using thread = await codex.startThread({
      approvalMode: "deny_all",
      sandbox: "read_only",
      ephemeral: true,
      signal,
    });
    const turn = await thread.runStreamed(prompt, { signal });
    // Each write waits until the client has taken the one before; meanwhile the deltas of a message become one.
    for await (const event of turn.events)
      if (event.method === "item/agentMessage/delta") await send("delta", event.params.delta);
    signal.throwIfAborted();
    const { status, usage } = await turn.result();
    await send("end", { status, tokens: usage?.total.totalTokens ?? 0 });
  } catch (error) {
    if (signal.aborted) console.error(`A turn was ended: ${String(signal.reason)}`);
    else console.error(error);
    // What went wrong inside is not for everybody; the kind of error is.
    await send("error", { name: isCodexError(error) ? error.name : "Error" });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await using service = await serveTurns({}, Number(process.env["PORT"] ?? 3000));
  console.log(`Listening on ${service.url}`);
  await Promise.race(["SIGINT", "SIGTERM"].map((signal) => once(process, signal)));
}
