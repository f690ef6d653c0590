// The page over a fleet: what the jobs of all workers wait for, and how the queue stands.
import { EventEmitter } from "node:events";
import { userInfo } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { Queue } from "bullmq";
import { servePage, type Reply } from "../../approval-console/serve-page.js";
import { visible, type ConsoleView, type PendingView, type TrailRow } from "../../approval-console/view.js";
import { StartError } from "../errors.js";
import { FLEET, type FleetData, QUEUE_OPTIONS } from "../queues.js";
import { reachRedis } from "../redis.js";
import type { Asked } from "./active-jobs.js";
import { boardOf } from "./board.js";
import { Decisions } from "./decisions.js";
import { Watch } from "./watch.js";

export interface FleetConsoleOptions {
  /** The URL of Redis. */
  readonly redis: string;
  readonly queue?: string;
  /** Without one, a free one is taken. */
  readonly port?: number;
  /** Who may decide; without any, the user of this system. */
  readonly persons?: readonly string[];
  /** How long a worker has for its answer to a decision, in milliseconds. */
  readonly answerWithinMs?: number;
}

export interface FleetConsole extends AsyncDisposable {
  /** By person. Whoever has a link decides in the person's name. */
  readonly urls: ReadonlyMap<string, string>;
}

/** As many decisions as a person looks back at. */
const TRAIL = 100;

/** @throws StartError where Redis cannot be used, or the port is taken. */
export async function serveFleetConsole(options: FleetConsoleOptions): Promise<FleetConsole> {
  const { redis: url, queue: fleet = FLEET, port, persons = [], answerWithinMs = 10_000 } = options;
  const redis = await reachRedis(url, REFUSING);
  const queue = new Queue<FleetData>(fleet, { ...QUEUE_OPTIONS, connection: redis });
  // The watch tells of it.
  queue.on("error", () => undefined);
  const changes = new EventEmitter().setMaxListeners(0);
  const watch = await Watch.start(redis, url, queue, changes);
  const decisions = new Decisions(redis, fleet, answerWithinMs);
  let trail: readonly TrailRow[] = [];

  const decide = async (approvalId: string, decision: unknown, by: string): Promise<Reply> => {
    const asked = watch.active.find(approvalId);
    if (asked === undefined) return { outcome: "tooLate", say: "Nobody waits for this any more." };
    const { jobId, worker, request, isPending } = asked;
    if (!isPending) return decisions.whoDecided(worker, approvalId);
    // It would stand in Redis, and in the job's result. What is no object declines.
    if (request.questions.some(({ secret }) => secret) && typeof decision === "object")
      return {
        outcome: "invalid",
        say: "A secret is not sent through Redis. Decline, and give it where the agent works.",
      };
    const reply = await decisions.send(worker, { jobId, approvalId, decision, by });
    if (reply.outcome === "done") {
      const others = trail.filter((row) => row.approvalId !== approvalId);
      trail = [rowOf(requestOf(asked), decision, by), ...others].slice(0, TRAIL);
      changes.emit("change");
    }
    return reply;
  };

  const close = async (): Promise<void> => {
    await watch[Symbol.asyncDispose]();
    await queue.close();
    redis.disconnect();
  };
  const page = await servePage({
    ...(port === undefined ? {} : { port }),
    changes,
    decide,
    view: (person) => viewOf(watch, trail, person),
    board: boardOf(queue),
  }).catch(async (error: unknown) => {
    await close();
    if (port === undefined || !isPortTaken(error)) throw error;
    throw new StartError(`The port ${port} is taken: --port names another.`, { cause: error });
  });
  const names = persons.length > 0 ? persons : [userInfo().username];
  return {
    urls: new Map(names.map((name) => [name, page.linkFor(name)])),
    async [Symbol.asyncDispose]() {
      await page[Symbol.asyncDispose]();
      await close();
    },
  };
}

/** What cannot be sent is refused at once: a decision that waits for Redis would come when nobody thinks of it any more. */
const REFUSING = {
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  commandTimeout: 5_000,
  retryStrategy: () => 500,
};

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}

function viewOf(
  { active, counts, setAside, isLost }: Watch,
  trail: readonly TrailRow[],
  person: string,
): ConsoleView {
  return {
    pending: active.asked.map(requestOf),
    trail,
    ...(isLost ? { trouble: "Redis does not answer: nothing can be decided" } : {}),
    fleet: { person, counts, setAside },
  };
}

function requestOf({ jobId, worker, request }: Asked): PendingView {
  return { ...request, where: visible(`${worker}, job ${jobId}`) };
}

function rowOf(
  { approvalId, where = "", title, facts, files, choices }: PendingView,
  decision: unknown,
  by: string,
): TrailRow {
  const subject =
    facts.find(({ label }) => label === "Command")?.text ?? files.map(({ path }) => path).join(", ");
  const choice = choices.find((each) => isDeepStrictEqual(each.decision, decision));
  return {
    approvalId,
    title: `${where}: ${subject === "" ? title : `${title}: ${subject}`}`,
    outcome: `${choice?.label ?? "Answer"}, by ${by}`,
    allowed: choice?.allows ?? true,
    atMs: Date.now(),
  };
}
