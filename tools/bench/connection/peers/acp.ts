import { client, ndJsonStream } from "@agentclientprotocol/sdk";
import { Readable, Writable } from "node:stream";
import { start, type Connect } from "../peer.js";

/** The SDK of the Agent Client Protocol. It takes only messages that say `"jsonrpc":"2.0"`. */
export const acp: Connect = (command, env, heard) => {
  const child = start(command, env);
  const stream = ndJsonStream(
    Writable.toWeb(child.stdin) as WritableStream<Uint8Array>,
    Readable.toWeb(child.stdout) as ReadableStream<Uint8Array>,
  );
  const app = client()
    .onNotification("turn/started", asIs, ({ params }) => heard("turn/started", params))
    .onNotification("item/started", asIs, ({ params }) => heard("item/started", params))
    .onNotification("item/agentMessage/delta", asIs, ({ params }) => heard("item/agentMessage/delta", params))
    .onNotification("item/completed", asIs, ({ params }) => heard("item/completed", params))
    .onNotification("turn/completed", asIs, ({ params }) => heard("turn/completed", params));
  const { agent } = app.connect(stream);
  return { child, request: (method, params) => agent.request(method, params) };
};

const asIs = (params: unknown): Readonly<Record<string, unknown>> =>
  params as Readonly<Record<string, unknown>>;
