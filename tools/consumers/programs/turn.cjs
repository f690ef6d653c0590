// One turn over stdio, written with `require`.
const { Codex } = require("@codex-typed/client");

const { env, cwd } = JSON.parse(process.env["CONSUMER"] ?? "");

async function main() {
  const codex = await Codex.connect({ runtime: { env, cwd } });
  const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
  const { finalResponse } = await thread.run("Hi");
  await codex.close();
  console.log(`reply: ${finalResponse}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
