// One turn over a socket: a websocket, one that TLS secures and that wants a token, or one of the file system.
import { Codex, unixSocketTransport, webSocketTransport } from "@codex-typed/client";
import process from "node:process";

const { url, socket, ca, token, cwd } = JSON.parse(process.env["CONSUMER"] ?? "");

function transport() {
  if (socket !== undefined) return unixSocketTransport(socket);
  if (ca === undefined) return webSocketTransport({ url });
  return webSocketTransport({ url, tls: { ca }, token: () => Promise.resolve(token) });
}

async function main() {
  const codex = await Codex.connect({ transport: transport() });
  const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only", cwd });
  const { finalResponse } = await thread.run("Hi");
  await codex.close();
  console.log(`reply: ${finalResponse}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
