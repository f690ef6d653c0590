// `real.js CONTENDER PATH WARM`: the real runtime, in the home that the environment names: connecting, a first turn, warm turns, and
// last one turn of many deltas. The scripted model is the caller's.
import { Codex, stdioTransport } from "@codex-typed/client";
import { measure, report, type Measured } from "../measure.js";
import { bare } from "../peers/bare.js";

const [contender = "", path = "", warm = ""] = process.argv.slice(2);

/** One contender, opened. */
interface Session {
  /** Runs a turn to its end, and says how many characters came. */
  readonly turn: () => Promise<number>;
  readonly close: () => Promise<void>;
}

let session: Session | undefined;
const connect = await measure(async () => {
  session = contender === "bare" ? await openBare() : await openOurs(contender);
});
if (session === undefined) throw new Error("not connected");
const { turn, close } = session;

const turnOf = (): Promise<Measured> =>
  measure(async () => {
    await turn();
  });
const first = await turnOf();
const others: Measured[] = [];
for (let count = Number(warm); count > 0; count--) others.push(await turnOf());
let characters = 0;
const deltas = await measure(async () => {
  characters = await turn();
});
await close();
report({ connect, first, warm: others, deltas, characters });

async function openBare(): Promise<Session> {
  let characters = 0;
  let completed: () => void = () => undefined;
  const { child, request } = bare([path, "app-server"], process.env, (method, params) => {
    if (method === "item/agentMessage/delta") characters += String(params["delta"]).length;
    if (method === "turn/completed") completed();
  });
  child.stderr.resume();
  await request("initialize", { clientInfo: { name: "bare", title: null, version: "1.0.0" } });
  child.stdin.write('{"method":"initialized"}\n');
  let threadId: string | undefined;
  return {
    async turn() {
      threadId ??= ((await request("thread/start", {})) as { thread: { id: string } }).thread.id;
      characters = 0;
      const over = new Promise<void>((resolve) => (completed = resolve));
      await request("turn/start", { threadId, input: [{ type: "text", text: "Go", text_elements: [] }] });
      await over;
      return characters;
    },
    async close() {
      child.stdin.end();
      await new Promise((resolve) => child.once("close", resolve));
    },
  };
}

async function openOurs(way: string): Promise<Session> {
  const codex = await Codex.connect({ transport: stdioTransport({ path }) });
  let thread: Awaited<ReturnType<typeof codex.startThread>> | undefined;
  return {
    async turn() {
      thread ??= await codex.startThread({ approvalMode: "deny_all" });
      if (way === "run") return (await thread.run("Go")).finalResponse?.length ?? 0;
      let characters = 0;
      const { events } = await thread.runStreamed("Go");
      for await (const event of events) {
        if (event.method === "item/agentMessage/delta") characters += event.params.delta.length;
      }
      return characters;
    },
    close: () => codex.close(),
  };
}
