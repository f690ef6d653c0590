// `turns.mjs CLIENT`: whether the turns of one thread get slower, or leave anything behind, over 10,000 of them.
import { heapBytes, loadClient, report } from "../client.js";
import { FakeServer } from "../fake-server.js";
import { leastCpuMs } from "../least-cpu.js";

const client = await loadClient(process.argv[2] ?? "");
const codex = await client.Codex.connect({ transport: new FakeServer(client, { shared: false }) });
const warm = await codex.startThread({ approvalMode: "deny_all" });
for (let turns = 0; turns < 3000; turns++) await warm.run("Go");

const thread = await codex.startThread({ approvalMode: "deny_all" });
const first = await thousand();
for (let thousands = 1; thousands < 5; thousands++) await thousand();
const half = await heapBytes();
for (let thousands = 5; thousands < 9; thousands++) await thousand();
const last = await thousand();
// `growth`: the last thousand over the first. `bytesPerTurn`: over the second half.
report({ growth: last / first, bytesPerTurn: ((await heapBytes()) - half) / 5000 });

/** What a hundred turns cost, of the next thousand. */
function thousand(): Promise<number> {
  return leastCpuMs({ times: 10 }, async () => {
    for (let turns = 0; turns < 100; turns++) await thread.run("Go");
  });
}
