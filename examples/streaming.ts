// Everything as it happens: text word by word, each command with its exit code, at the end the tokens.
import { fileURLToPath } from "node:url";
import { Codex, type ConnectOptions, type TurnEvent } from "@codex-typed/client";

export async function main(options: ConnectOptions = {}): Promise<void> {
  await using codex = await Codex.connect(options);
  const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
  const turn = await thread.runStreamed("Which files here are the longest? Look, then tell me.");
  for await (const event of turn.events) show(event);

  const { status, usage } = await turn.result();
  console.log(`${status}, ${usage?.total.totalTokens ?? 0} tokens`);
}

function show(event: TurnEvent): void {
  switch (event.method) {
    case "item/agentMessage/delta":
      process.stdout.write(event.params.delta);
      break;
    case "item/completed": {
      const { item } = event.params;
      if (item.type === "agentMessage") process.stdout.write("\n");
      if (item.type === "commandExecution")
        console.log(`$ ${item.command} → ${item.exitCode ?? item.status}`);
      break;
    }
    default:
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
