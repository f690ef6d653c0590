// `requests.js CONTENDER COUNT COMMAND…`: that many requests, never more than 32 without an answer, to a server that answers at once.
import { subscribe } from "node:diagnostics_channel";
import { measure, report } from "../measure.js";
import { peerOf } from "../peer.js";

const [contender = "", count = "", ...command] = process.argv.slice(2);
const params = { limit: 20, cursor: null };

report(await run(await requester()));

async function requester(): Promise<() => Promise<unknown>> {
  const connect = await peerOf(contender);
  if (connect !== undefined) {
    const { request } = connect(command, process.env, () => undefined);
    await request("initialize", {});
    return () => request("model/list", params);
  }
  const { Codex, stdioTransport } = await import("@codex-typed/client");
  const [path = "", ...args] = command;
  const codex = await Codex.connect({ transport: stdioTransport({ path, args }) });
  if (contender === "watched") {
    for (const name of ["start", "end", "asyncStart", "asyncEnd", "error"]) {
      subscribe(`tracing:codex.request:${name}`, () => undefined);
    }
  }
  return () => codex.rpc.model.list(params);
}

async function run(request: () => Promise<unknown>): Promise<object> {
  let left = Number(count);
  const worker = async (): Promise<void> => {
    while (left-- > 0) await request();
  };
  return measure(async () => {
    await Promise.all(Array.from({ length: 32 }, worker));
  });
}
