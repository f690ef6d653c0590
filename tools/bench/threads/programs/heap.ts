// `heap.mjs CLIENT plain|handler`: how much of the heap a thread keeps that was opened, had one turn, and whose handle is gone:
// the slope from 2,000 such threads to 8,000. Over 2,000 more alone, what V8 itself takes now and then would be 100 bytes a
// thread. `handler`: each has an `onApproval` of its own that holds 10 kB.
import type { OnApproval } from "@codex-typed/client";
import { heapBytes, loadClient, report } from "../client.js";
import { FakeServer } from "../fake-server.js";

const step = 2000;

const [url = "", way] = process.argv.slice(2);
const client = await loadClient(url);
const server = new FakeServer(client, { shared: false });
const codex = await client.Codex.connect({ transport: server, onApproval: () => "decline" });

await open(step);
const few = await heapBytes();
await open(3 * step);
const many = await heapBytes();
report({ bytesPerThread: (many - few) / (3 * step) });

async function open(count: number): Promise<void> {
  for (let opened = 0; opened < count; opened++) {
    const thread = await (way === "handler"
      ? codex.startThread({ approvalMode: "ask", onApproval: handler() })
      : codex.startThread({ approvalMode: "deny_all" }));
    await thread.run("Go");
    // Finalizers run between turns of the event loop, which a server in memory never lets come.
    if (opened % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Eight bytes a number, on the heap of JavaScript. */
function handler(): OnApproval {
  const held = Array.from({ length: 1250 }, (_, index) => index);
  return () => (held.length > 0 ? "decline" : "accept");
}
