// One turn over a socket, written with `require`.
const { Codex, webSocketTransport } = require("@codex-typed/client");

const { url, cwd } = JSON.parse(process.env["CONSUMER"] ?? "");

async function main() {
  const codex = await Codex.connect({ transport: webSocketTransport({ url }) });
  const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only", cwd });
  const { finalResponse } = await thread.run("Hi");
  await codex.close();
  console.log(`reply: ${finalResponse}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
