// A server that is never the bottleneck: it answers what it is asked with the least work, and replays a turn from bytes that
// were prepared before. `fake-server.js FILE`; with `--jsonrpc` its answers say so, as some clients want it.
import { readFileSync, writeSync } from "node:fs";
import { THREAD_ID, TURN_ID } from "./lines.js";

const [file = "", flag] = process.argv.slice(2);
const turn = file === "" ? Buffer.alloc(0) : readFileSync(file);
const version = flag === "--jsonrpc" ? '"jsonrpc":"2.0",' : "";

const thread = { id: THREAD_ID, items: [] };
const opened = {
  thread,
  approvalPolicy: "never",
  approvalsReviewer: "user",
  sandbox: { type: "readOnly" },
  model: "mock-model",
  cwd: "/",
};
const results: Readonly<Record<string, string>> = {
  initialize: JSON.stringify({
    userAgent: "bench/0.1.0 (x)",
    codexHome: "/",
    platformFamily: "unix",
    platformOs: "linux",
  }),
  "thread/start": JSON.stringify(opened),
  "turn/start": JSON.stringify({ turn: { id: TURN_ID, items: [], status: "inProgress", error: null } }),
};

let rest = "";
process.stdin.on("data", (chunk: Buffer) => {
  const lines = (rest + chunk.toString()).split("\n");
  rest = lines.pop() ?? "";
  let answers = "";
  let replays = 0;
  for (const line of lines) {
    const { id, method } = JSON.parse(line) as { id?: number; method: string };
    if (id === undefined) continue;
    answers += `{${version}"id":${String(id)},"result":${results[method] ?? '{"data":[],"nextCursor":null}'}}\n`;
    if (method === "turn/start") replays += 1;
  }
  write(Buffer.from(answers));
  for (; replays > 0; replays--) write(turn);
});

/** Blocking: nothing else is to be done here, and a stream would copy. */
function write(bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(1, bytes, written, bytes.length - written);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
    }
  }
}
