// `requests.mjs CLIENT`: what 5,000 small requests cost, each sent when the one before is answered.
import { loadClient, report } from "../client.js";
import { FakeServer } from "../fake-server.js";
import { leastCpuMs } from "../least-cpu.js";

const client = await loadClient(process.argv[2] ?? "");
const codex = await client.Codex.connect({ transport: new FakeServer(client, { shared: false }) });
const cpuMs = await leastCpuMs({ times: 15, warm: 5 }, async () => {
  for (let sent = 0; sent < 5000; sent++) await codex.rpc.thread.loaded.list({});
});
report({ cpuMs });
