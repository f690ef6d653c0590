// A function of this program as a tool of the agent. Experimental in the runtime, hence the opt-in.
import { fileURLToPath } from "node:url";
import { Codex, defineTool, type ConnectOptions } from "@codex-typed/client";
import * as z from "zod";

const prices: ReadonlyMap<string, number> = new Map([
  ["apple", 0.4],
  ["pear", 0.55],
]);

const priceOf = defineTool({
  name: "price_of",
  description: "The price of a fruit in our shop, in euros.",
  parameters: z.object({ fruit: z.string().describe("Its name, singular, in lower case") }),
  // `fruit` is validated text by now. What is thrown here is told to the model, which may try again.
  execute: ({ fruit }) => {
    const euros = prices.get(fruit);
    if (euros === undefined)
      throw new Error(`We have no ${fruit}. We have ${[...prices.keys()].join(", ")}.`);
    return { fruit, euros };
  },
});

export async function main(options: ConnectOptions = {}): Promise<void> {
  await using codex = await Codex.connect({ ...options, experimentalApi: true });
  const thread = await codex.startThread({
    approvalMode: "deny_all",
    sandbox: "read_only",
    tools: [priceOf],
  });
  const { finalResponse, items } = await thread.run("What do two apples and a pear cost in our shop?");
  for (const item of items) {
    if (item.type === "dynamicToolCall")
      console.log(`${item.tool} ${JSON.stringify(item.arguments)}: ${item.status}`);
  }
  console.log(finalResponse);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
