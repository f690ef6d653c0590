// Below Codex and Thread lies the whole protocol: a typed function for each request, named as the runtime names it.
import { fileURLToPath } from "node:url";
import { Codex, isRpcError, type ConnectOptions } from "@codex-typed/client";

export async function main(options: ConnectOptions = {}): Promise<void> {
  await using codex = await Codex.connect(options);

  const { data } = await codex.rpc.model.list({ limit: 5 });
  for (const { id, description } of data) console.log(`${id}: ${description}`);

  const { config } = await codex.rpc.config.read({ includeLayers: false });
  console.log(`model ${config.model ?? "(the default)"}, sandbox ${config.sandbox_mode ?? "(the default)"}`);

  try {
    await codex.rpc.thread.read({ threadId: "no-such-thread" });
  } catch (error) {
    if (!isRpcError(error)) throw error;
    console.log(`refused with ${error.code}: ${error.message}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
