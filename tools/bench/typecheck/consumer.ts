// What the typecheck bench checks: a program of thirty lines, such as a user of the client writes.
import { Codex, isTurnFailedError, type ApprovalRequest, type ThreadItem } from "@codex-typed/client";

function describe(item: ThreadItem): string {
  return item.type === "commandExecution" ? item.command : item.type;
}

function decide(request: ApprovalRequest): "accept" | "decline" {
  return request.kind === "fileChange" ? "accept" : "decline";
}

await using codex = await Codex.connect({ onApproval: { fileChange: decide, command: () => "decline" } });
const thread = await codex.startThread({
  cwd: process.cwd(),
  approvalMode: "ask",
  sandbox: "workspace_write",
});
try {
  const turn = await thread.runStreamed("Fix the failing test");
  for await (const event of turn.events) {
    if (event.method === "item/agentMessage/delta") process.stdout.write(event.params.delta);
    if (event.method === "item/completed") console.log(describe(event.params.item));
  }
  const result = await turn.result();
  console.log(result.status, result.finalResponse, result.usage?.total.totalTokens);
  const { data } = await codex.rpc.model.list({ limit: 20 });
  console.log(data.map((model) => model.id));
} catch (error) {
  if (!isTurnFailedError(error)) throw error;
  console.error(error.result.error?.message);
}
await codex.close();
