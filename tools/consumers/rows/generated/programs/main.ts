// Calls a runtime that is older than the client, through code that was generated for it, and prints what came of it.
import { Codex, isUnsupportedByRuntimeError } from "@codex-typed/client";
import { message, startTestRuntime } from "@codex-typed/client/testing";
import { requestFunction } from "@codex-typed/client/generated-support";
import { createRpc } from "./generated/experimental/rpc.js";
import { RUNTIME_VERSION } from "./generated/version.js";

const [, , path = "", parent = ""] = process.argv;
await using test = await startTestRuntime({ path, parent });
await using codex = await Codex.connect({ runtime: test.runtime });
const rpc = createRpc(requestFunction(codex));
const { data } = await rpc.model.list({ limit: 1 });
// The client's own types are of a newer runtime; what both know works.
test.model.enqueue(message("Hello"));
const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
const { status, finalResponse } = await thread.run("Hi");
const { approvalPolicy, sandbox } = thread.settings;
// This runtime would take no notice of the option, and list every thread.
const all = (await rpc.thread.list({ ...{ includedThreadIds: [] }, limit: 9 })).data.length;
const refused = await codex.listThreads({ includedThreadIds: [] }).catch((error: unknown) => error);
console.log(
  JSON.stringify({
    all,
    refused: isUnsupportedByRuntimeError(refused) && [refused.option, refused.needed, refused.runtimeVersion],
    supports: (["thread/delete", "thread/items/list", "thread/queue/add"] as const).map((method) =>
      codex.server.supports(method),
    ),
    generated: RUNTIME_VERSION,
    server: codex.server.version,
    newer: codex.server.generatedFor !== codex.server.version,
    models: data.length,
    turn: [status, finalResponse, approvalPolicy, sandbox.type],
  }),
);
