// `recover.mjs CLIENT`: what a client sends, and how long it takes, to restore a connection that broke after it had opened 500
// threads and let go of all but one, on which a turn runs.
import { loadClient, report } from "../client.js";
import { FakeServer, texts } from "../fake-server.js";

const threads = 500;

const client = await loadClient(process.argv[2] ?? "");
const server = new FakeServer(client, { shared: true });
const codex = await client.Codex.connect({
  transport: server,
  reconnect: { initialDelayMs: 1, maxDelayMs: 1 },
});
for (let opened = 0; opened < threads; opened++) {
  const thread = await codex.startThread({ approvalMode: "deny_all" });
  await thread.run("Go");
}
const inUse = await codex.startThread({ approvalMode: "deny_all" });
const turn = await inUse.runStreamed(texts.hold);
// A request of its own, and a pause, of which a real server takes at least as much.
server.resumeMs = 2;

const before = server.requests;
const start = performance.now();
const connected = new Promise<void>((resolve) => {
  codex.onConnectionChange(({ state }) => {
    if (state === "connected") resolve();
  });
});
server.drop();
await connected;
const result = { requests: server.requests - before, wallMs: performance.now() - start };

server.finish(inUse.id);
const { status, finalResponse } = await turn.result();
if (status !== "completed" || finalResponse !== "Done") throw new Error(`the restored turn is ${status}`);
report(result);
