import type { HandlerOf } from "../approvals/handler.js";
import type { Tool } from "../dynamic-tools/tool.js";
import type { ThreadItem, TokenUsageBreakdown, Turn } from "../generated/types.js";
import { isLessThan, type RunsUnder } from "../settings/beyond-grants.js";
import type { DesiredSettings } from "../settings/desired.js";
import type { OwnTurns } from "./own-turns.js";
import type { ThreadRecords } from "./thread-records.js";

/** A subagent: a thread of its own, that the agent of another has started. */
interface Subagent {
  /** The thread that started it, then the one that started that. */
  ancestors: readonly [string, ...string[]];
  /** The turn that its work goes back to: of a thread that no agent has started. */
  rootTurnId: string;
  /** Whether this client has started that turn. */
  isOwn: boolean;
  /** Its turn that runs. */
  turnId: string | undefined;
  /** What it was started under, and keeps, whatever its thread's later turns bring. */
  readonly under: RunsUnder;
  /** What it has used, as last told. */
  total: TokenUsageBreakdown | undefined;
  /** The threads that can set it to work: its ancestors, and their forks where they are told its id. */
  readonly reach: Set<string>;
  /** Whether what started it is gone, so that it goes at the end of its turn. */
  isOrphan: boolean;
}

/**
 * The subagents of the threads that this client knows. The server tells of them, and asks for them, every client that is connected
 * when they are started. Whose they are it tells by the item that starts one, and by the root of each of their turns: a turn may end before
 * the subagents that work for it.
 */
export class Subagents {
  readonly #records: ThreadRecords;
  readonly #own: OwnTurns;
  readonly #byThread = new Map<string, Subagent>();

  constructor(records: ThreadRecords, own: OwnTurns) {
    this.#records = records;
    this.#own = own;
  }

  /** The thread that started a subagent's. */
  parentOf(threadId: string): string | undefined {
    return this.#byThread.get(threadId)?.ancestors[0];
  }

  /** The turn for which a subagent works. */
  rootOf(threadId: string): string | undefined {
    return this.#byThread.get(threadId)?.rootTurnId;
  }

  /** Who decides about a thread instead of the client's handler: the nearest handler of its own, or of what started it. */
  handlerOf(threadId: string): HandlerOf | undefined {
    return this.#nearest(threadId, (id) => this.#records.handlerOf(id));
  }

  /** The tool that a thread calls by a name: a subagent may have those of what started it. */
  toolOf(threadId: string, name: string): Tool | undefined {
    return this.#nearest(threadId, (id) => this.#records.get(id)?.callbacks.tools.get(name));
  }

  /**
   * Whether this client answers for a turn on a server that others share: its own, one of its subagents', and any on a thread that was
   * opened here to be asked about.
   *
   * @param turnId `null` where the server does not say in which turn it asks.
   */
  answersFor(threadId: string, turnId: string | null): boolean {
    const known = this.#byThread.get(threadId);
    const isOwn = known?.isOwn === true && (turnId ?? known.turnId) === known.turnId;
    const asks = (id: string): true | undefined =>
      this.#records.get(id)?.callbacks.asks === true ? true : undefined;
    return isOwn || this.#own.owns(threadId, turnId) || this.#nearest(threadId, asks) === true;
  }

  /** The threads of those that work for a turn of this client's, or last did. */
  get own(): readonly string[] {
    return [...this.#byThread].flatMap(([id, { isOwn }]) => (isOwn ? id : []));
  }

  /** Takes what a subagent has used. @returns What was told of it before. */
  used(threadId: string, total: TokenUsageBreakdown): TokenUsageBreakdown | undefined {
    const known = this.#byThread.get(threadId);
    const before = known?.total;
    if (known !== undefined) known.total = total;
    return before;
  }

  /** The turn of a subagent that runs. */
  turnOf(threadId: string): string | undefined {
    return this.#byThread.get(threadId)?.turnId;
  }

  /** The threads of all that are known. */
  get threads(): Iterable<string> {
    return this.#byThread.keys();
  }

  /** Those that a thread can set to work and that run under more than is desired of it. */
  beyond(threadId: string, desired: DesiredSettings): readonly string[] {
    return [...this.#byThread].flatMap(([id, { reach, under }]) =>
      reach.has(threadId) && isLessThan(desired, under) ? id : [],
    );
  }

  /** A thread was forked: its history names the subagents to the fork. */
  forked(sourceId: string, forkId: string): void {
    for (const { reach } of this.#byThread.values()) if (reach.has(sourceId)) reach.add(forkId);
  }

  itemTold(threadId: string, turnId: string, item: ThreadItem): void {
    if (endsAgent(item)) for (const id of item.receiverThreadIds) this.threadClosed(id);
    for (const id of startedBy(item)) {
      const parent = this.#byThread.get(threadId);
      const ancestors = [threadId, ...(parent?.ancestors ?? [])] as const;
      const known = this.#byThread.get(id) ?? this.#add(id, ancestors, parent?.rootTurnId ?? turnId);
      // Its turn may be told before the item, and names the root of all alone.
      known.ancestors = ancestors;
      for (const ancestor of ancestors) known.reach.add(ancestor);
    }
  }

  turnStarted(threadId: string, { id, rootTurnId }: Pick<Turn, "id" | "rootTurnId">): void {
    const root = rootTurnId ?? id;
    const known = this.#byThread.get(threadId);
    if (known !== undefined) {
      known.turnId = id;
      // A runtime before 0.162.1 names no root, where a later one says null: what the item told stays true.
      if (rootTurnId === undefined) return;
      known.isOwn = this.#isOwn(root);
      known.rootTurnId = root;
    } else if (root !== id) {
      // What started it was not told, or its thread is not followed any more.
      const ancestor = this.#own.threadOf(root);
      // The turn of a review goes under two ids.
      if (ancestor !== undefined && ancestor !== threadId) this.#add(threadId, [ancestor], root).turnId = id;
    }
  }

  turnEnded(turnId: string): void {
    for (const [id, known] of this.#byThread) {
      if (known.turnId !== turnId) continue;
      known.turnId = undefined;
      if (known.isOrphan) this.#byThread.delete(id);
    }
  }

  /** Nothing more will be told of a thread. The subagents that it started may work on. */
  threadClosed(threadId: string): void {
    this.#byThread.delete(threadId);
    for (const [id, known] of this.#byThread) {
      if (!known.ancestors.includes(threadId)) continue;
      if (known.turnId === undefined) this.#byThread.delete(id);
      else known.isOrphan = true;
    }
  }

  #add(id: string, ancestors: readonly [string, ...string[]], rootTurnId: string): Subagent {
    const [parentId] = ancestors;
    const added: Subagent = {
      ancestors,
      under: this.#byThread.get(parentId)?.under ?? this.#underOf(parentId, rootTurnId),
      reach: new Set(ancestors),
      rootTurnId,
      isOwn: this.#isOwn(rootTurnId),
      turnId: undefined,
      total: undefined,
      isOrphan: false,
    };
    this.#byThread.set(id, added);
    return added;
  }

  #underOf(threadId: string, turnId: string): RunsUnder {
    const wished = this.#records.turnOf(turnId)?.desired;
    const confirmed = this.#records.get(threadId)?.settings.confirmed;
    return {
      mode: wished?.mode ?? confirmed?.approvalMode,
      sandbox: wished?.sandbox?.policy ?? confirmed?.sandbox,
      profile: confirmed?.profile,
    };
  }

  #isOwn(rootTurnId: string): boolean {
    if (this.#own.threadOf(rootTurnId) !== undefined) return true;
    for (const known of this.#byThread.values())
      if (known.rootTurnId === rootTurnId && known.isOwn) return true;
    return false;
  }

  #nearest<T>(threadId: string, find: (threadId: string) => T | undefined): T | undefined {
    for (const id of [threadId, ...(this.#byThread.get(threadId)?.ancestors ?? [])]) {
      const found = find(id);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

type CollabItem = Extract<ThreadItem, { readonly type: "collabAgentToolCall" }>;

/** The threads of the subagents that an item starts. Each generation of the runtime's tools tells of it in its own way. */
function startedBy(item: ThreadItem): readonly string[] {
  if (item.type === "subAgentActivity") return item.kind === "started" ? [item.agentThreadId] : [];
  return item.type === "collabAgentToolCall" && item.tool === "spawnAgent" ? item.receiverThreadIds : [];
}

function endsAgent(item: ThreadItem): item is CollabItem {
  return item.type === "collabAgentToolCall" && item.tool === "closeAgent" && item.status === "completed";
}
