import { Codex, type ApprovalMode, type Sandbox, type Thread } from "../../../src/index.js";
import { message, startTestRuntime, type TestRuntime } from "../../../src/testing/index.js";
import { stdioTransport } from "../../../src/transport/stdio/stdio.js";
import { inForce, turnWitness, type InForce } from "../../properties/witness.js";
import { recording, type RecordingTransport } from "../../support/recording-transport.js";

/** What is asked of a method. */
interface Asked {
  readonly approvalMode?: ApprovalMode | undefined;
  readonly sandbox?: Sandbox | undefined;
}

/** One line of the table. */
export interface Row {
  readonly operation: string;
  readonly asked: Asked;
  /** What the thread had before; absent for a new one. */
  readonly had: Asked | undefined;
  /** The fields that went over the wire. */
  readonly sent: Fields;
  /** What the server then said is in force. */
  readonly inForce: InForce;
  /** What the next `run()` without options sent, and what it ran under, as the runtime told the model. */
  readonly sentNext: Fields;
  readonly ranUnder: Fields;
}

type Fields = Readonly<Record<string, string>>;

interface Case {
  readonly asked: Asked;
  readonly had: Asked;
}

interface Client {
  readonly codex: Codex<ApprovalMode>;
  readonly transport: RecordingTransport;
}

type Opened = Thread<ApprovalMode>;

interface Operation {
  readonly name: string;
  readonly where: "new" | "loaded" | "cold";
  readonly method: string;
  readonly call: (codex: Codex<ApprovalMode>, source: Opened, asked: Asked) => Promise<Opened>;
}

const operations: readonly Operation[] = [
  {
    name: "startThread",
    where: "new",
    method: "thread/start",
    call: (codex, _, asked) => codex.startThread(asked),
  },
  {
    name: "resumeThread, loaded",
    where: "loaded",
    method: "thread/resume",
    call: (codex, { id }, asked) => codex.resumeThread(id, asked),
  },
  {
    name: "resumeThread, cold",
    where: "cold",
    method: "thread/resume",
    call: (codex, { id }, asked) => codex.resumeThread(id, asked),
  },
  {
    name: "forkThread",
    where: "loaded",
    method: "thread/fork",
    call: (codex, { id }, asked) => codex.forkThread(id, asked),
  },
  {
    name: "Thread.fork",
    where: "loaded",
    method: "thread/fork",
    call: (_, source, asked) => source.fork(asked),
  },
  {
    name: "run",
    where: "loaded",
    method: "turn/start",
    call: async (_, source, asked) => {
      await source.run("Hi", asked);
      return source;
    },
  },
  {
    name: "runStreamed",
    where: "loaded",
    method: "turn/start",
    call: async (_, source, asked) => {
      await (await source.runStreamed("Hi", asked)).result();
      return source;
    },
  },
];

/** Does every operation with everything that can be asked, on the real runtime, and notes what happens. */
export async function observe(cases: readonly Case[]): Promise<readonly Row[]> {
  await using test = await startTestRuntime({ config: { sandbox_mode: "read-only" } });
  test.model.respond(() => message("Done"));
  const todo = operations.flatMap((operation) => cases.map((given) => ({ operation, ...given })));
  const rows = new Map<(typeof todo)[number], Row>();
  const sources = new Map<(typeof todo)[number], Opened>();

  const first = await connect(test);
  for (const entry of todo) {
    const source = await first.codex.startThread(entry.had);
    await source.run("Hi");
    sources.set(entry, source);
  }
  const carryOut = async (client: Client, wanted: (where: Operation["where"]) => boolean): Promise<void> => {
    for (const entry of todo) {
      const source = sources.get(entry);
      if (source !== undefined && wanted(entry.operation.where))
        rows.set(entry, await row(test, client, entry, source));
    }
    await client.codex.close();
  };
  await carryOut(first, (where) => where !== "cold");
  await carryOut(await connect(test), (where) => where === "cold");
  return todo.flatMap((entry) => rows.get(entry) ?? []);
}

async function connect({ runtime }: TestRuntime): Promise<Client> {
  const transport = recording(stdioTransport(runtime));
  return { transport, codex: await Codex.connect({ transport, onApproval: () => "decline" }) };
}

async function row(
  { model }: TestRuntime,
  { codex, transport }: Client,
  { operation, asked, had }: Case & { readonly operation: Operation },
  source: Opened,
): Promise<Row> {
  const thread = await operation.call(codex, source, asked);
  const sent = sentBy(transport, operation.method);
  // A thread without a turn cannot be asked about: what its start answered must do.
  const said =
    operation.where === "new" ? thread.settings : await codex.rpc.thread.resume({ threadId: thread.id });
  const { id } = await thread.run("Hi");
  const request = model.requests.findLast(({ turnId }) => turnId === id);
  if (request === undefined) throw new Error(`Turn ${id} asked the model nothing.`);
  const ranUnder = turnWitness(request);
  return {
    operation: operation.name,
    asked,
    had: operation.where === "new" ? undefined : had,
    sent,
    inForce: inForce(said),
    sentNext: sentBy(transport, "turn/start"),
    ranUnder: {
      policy: ranUnder.policy,
      // Under `never` nobody is asked, whoever the reviewer is.
      reviewer: ranUnder.policy === "never" ? "" : ranUnder.reviewed ? "auto_review" : "user",
      sandbox: ranUnder.sandbox,
    },
  };
}

const routed = ["approvalPolicy", "approvalsReviewer", "sandbox", "sandboxPolicy"];

/** The approval and sandbox fields of the last request of a method. */
function sentBy({ sent }: RecordingTransport, method: string): Fields {
  const request = sent
    .map((text) => JSON.parse(text) as { method?: string; params?: Record<string, unknown> })
    .findLast((candidate) => candidate.method === method);
  const fields = Object.entries(request?.params ?? {}).filter(([field]) => routed.includes(field));
  return Object.fromEntries(fields.map(([field, value]) => [field, JSON.stringify(value)]));
}
