// `deltas.mjs CLIENT events|run`: what a turn of 20,000 deltas costs, read through its events or by `run()`.
import { loadClient, report } from "../client.js";
import { FakeServer, texts } from "../fake-server.js";
import { leastCpuMs } from "../least-cpu.js";

const [url = "", way] = process.argv.slice(2);
const client = await loadClient(url);
const server = new FakeServer(client, { shared: false });
server.deltas = 20_000;
const codex = await client.Codex.connect({ transport: server });
const thread = await codex.startThread({ approvalMode: "deny_all" });

const cpuMs = await leastCpuMs({ times: 15, warm: 5 }, async () => {
  const characters = way === "events" ? await read() : (await thread.run(texts.deltas)).finalResponse?.length;
  if (characters !== server.deltas * "word ".length) throw new Error(`${String(characters)} characters came`);
});
report({ cpuMs });

async function read(): Promise<number> {
  let characters = 0;
  const turn = await thread.runStreamed(texts.deltas);
  for await (const event of turn.events) {
    if (event.method === "item/agentMessage/delta") characters += event.params.delta.length;
  }
  return characters;
}
