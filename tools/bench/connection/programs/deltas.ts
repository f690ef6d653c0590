// `deltas.js CONTENDER FILE…`: one turn of prepared deltas, by one contender. Says what it cost and how many characters came.
import { measure, report, type Measured } from "../measure.js";
import { peerOf, type Connect } from "../peer.js";

const [contender = "", ...command] = process.argv.slice(2);
const peer = await peerOf(contender);
report(peer === undefined ? await ours(contender) : await theirs(peer));

async function theirs(connect: Connect): Promise<object> {
  let heard = 0;
  let completed: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (completed = resolve));
  const { request } = connect(command, process.env, (method, params) => {
    if (method === "item/agentMessage/delta") heard += String(params["delta"]).length;
    if (method === "turn/completed") completed();
  });
  await request("initialize", {});
  const cost = await measure(async () => {
    await request("turn/start", {});
    await over;
  });
  return { ...cost, characters: heard, peakMb: peakMb() };
}

async function ours(way: string): Promise<object> {
  const { Codex, stdioTransport } = await import("@codex-typed/client");
  const [path = "", ...args] = command;
  const codex = await Codex.connect({ transport: stdioTransport({ path, args }) });
  const thread = await codex.startThread({ approvalMode: "deny_all" });
  let characters = 0;
  let idleMb = 0;
  let cost: Measured;
  switch (way) {
    case "events":
      cost = await measure(async () => {
        const turn = await thread.runStreamed("Go");
        for await (const event of turn.events) {
          if (event.method === "item/agentMessage/delta") characters += event.params.delta.length;
        }
      });
      break;
    case "listener":
      codex.on("item/agentMessage/delta", ({ delta }) => {
        characters += delta.length;
      });
      cost = await measure(async () => {
        await thread.run("Go");
      });
      break;
    case "run":
      cost = await measure(async () => {
        characters = (await thread.run("Go")).finalResponse?.length ?? 0;
      });
      break;
    case "left":
      cost = await measure(async () => {
        const turn = await thread.runStreamed("Go");
        for await (const _event of turn.events) break;
        characters = (await turn.result()).finalResponse?.length ?? 0;
      });
      break;
    case "sleeper":
      idleMb = process.memoryUsage.rss() / 2 ** 20;
      cost = await measure(async () => {
        const turn = await thread.runStreamed("Go");
        const events = turn.events[Symbol.asyncIterator]();
        await events.next();
        await turn.result();
        // Only now does it wake.
        for (let step = await events.next(); step.done !== true; step = await events.next()) {
          const event = step.value;
          if (event.method === "item/agentMessage/delta") characters += event.params.delta.length;
        }
      });
      break;
    default:
      throw new Error(`no such contender: ${way}`);
  }
  return { ...cost, characters, peakMb: peakMb(), idleMb };
}

function peakMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}
