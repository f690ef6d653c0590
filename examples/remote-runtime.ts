// A runtime that runs elsewhere, on a websocket with a token. Where the connection breaks, it is dialled again, and the turn that
// runs there goes on; what may have been missed is told.
//   codex app-server --listen ws://127.0.0.1:4500 --ws-auth capability-token --ws-token-file TOKEN_FILE
import { fileURLToPath } from "node:url";
import { Codex, isTurnLostError, webSocketTransport, type ConnectionChange } from "@codex-typed/client";

const PROMPT = "Explain every file of this repository.";

/** Answers with the exit code: 0, or 1 where the turn did not come to its end. */
export async function main(url: string, tokenFile: string): Promise<number> {
  await using codex = await Codex.connect({
    // Read at each dial: a token may be replaced meanwhile.
    transport: webSocketTransport({ url, tokenFile }),
    reconnect: true,
  });
  using _told = codex.onConnectionChange((change) => {
    console.error(describe(change));
  });
  const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
  try {
    const turn = await thread.runStreamed(PROMPT);
    for await (const event of turn.events) {
      if (event.method === "item/agentMessage/delta") process.stdout.write(event.params.delta);
      // Deltas may be missing here. The text of an item is whole when it is completed, and so is the result.
      if (event.method === "$/gap") console.error("(a piece may be missing)");
    }
    const { status, finalResponse, gap } = await turn.result();
    console.log(gap ? `\n\nThe whole answer:\n${finalResponse ?? ""}` : "");
    return status === "completed" ? 0 : 1;
  } catch (error) {
    if (!isTurnLostError(error)) throw error;
    console.error(`How turn ${error.turnId ?? "?"} has ended cannot be known: ${error.message}`);
    return 1;
  }
}

function describe(change: ConnectionChange): string {
  if (change.state === "disconnected") return `\nThe connection broke: ${change.error.message}`;
  const { lostThreads } = change;
  return lostThreads.length === 0
    ? "It is restored; nothing is lost."
    : `It is restored, without ${lostThreads.join(", ")}.`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [url = "ws://127.0.0.1:4500", tokenFile = "/run/secrets/codex"] = process.argv.slice(2);
  process.exitCode = await main(url, tokenFile);
}
