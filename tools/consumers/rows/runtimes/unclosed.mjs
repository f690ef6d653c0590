// One turn over stdio or a socket, by a client that nobody closes: the process has to end all the same.
import { Codex, webSocketTransport } from "@codex-typed/client";
import process from "node:process";

const { url, env, cwd } = JSON.parse(process.env["CONSUMER"] ?? "");
const codex = await Codex.connect(
  url === undefined ? { runtime: { env, cwd } } : { transport: webSocketTransport({ url }) },
);
const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only", cwd });
console.log(`reply: ${(await thread.run("Hi")).finalResponse}`);
