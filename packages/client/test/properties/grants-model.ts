import type { ApprovalMode, SessionGrant } from "../../src/index.js";

type ProfileName = "careful" | ":read-only" | ":danger-full-access";

/** What a run may touch: by a sandbox, or by a profile in its place. */
export type Access =
  | { readonly sandbox: "read_only" | "workspace_write" }
  | { readonly sandbox?: undefined; readonly profile: ProfileName };

/** What is asked of a method, where it asks anything. */
export interface Wish {
  readonly mode?: ApprovalMode | undefined;
  readonly access?: Access | undefined;
}

/** How much an access lets be written: nothing, the workspace, anything. */
export type Width = 0 | 1 | 2;

/** Something that a handler has granted for the session. */
export interface ModelGrant {
  readonly approvalId: string;
  readonly kind: SessionGrant["kind"];
  readonly under: Width;
}

export interface ModelThread {
  place: "loaded" | "stored" | "archived";
  hasTurn: boolean;
  mode: ApprovalMode;
  width: Width;
  /** Whether a profile was named since that lets the denied file be read. */
  admitsSecret: boolean;
  grants: readonly ModelGrant[];
  /** Whether it has had full access since it was loaded, which the tools of MCP servers may keep. */
  hadFullAccess: boolean;
  /** When its last handle was closed. The runtime unloads it a minute later. */
  leftAt: number | undefined;
}

export interface ModelHandle {
  readonly thread: number;
  isOpen: boolean;
  /** What was asked of it last. */
  wish: Wish;
  /** What it may hold its turns to though nobody asked: what its thread had before it was forked or stored. */
  readonly kept: { readonly mode?: ApprovalMode | undefined; readonly width?: Width | undefined };
}

/** What administrators admit. */
export interface Admitted {
  readonly modes: readonly ApprovalMode[];
  readonly sandboxes: readonly string[];
}

/** Long before the runtime unloads a thread that nobody has open. */
const LOADED_FOR_SURE_MS = 25_000;

/** What was done and granted, told from the steps alone: nothing here looks at the client. */
export class GrantsModel {
  readonly threads: ModelThread[] = [];
  readonly handles: ModelHandle[] = [];

  /**
   * @param isCareful Whether a profile is configured that denies reading the secret file.
   * @param admitted Where administrators require something.
   */
  constructor(
    readonly isCareful: boolean,
    readonly admitted: Admitted | undefined,
  ) {}

  thread(index: number): ModelThread {
    return at(this.threads, index);
  }

  handle(index: number): ModelHandle {
    return at(this.handles, index);
  }

  threadOf(handle: number): ModelThread {
    return this.thread(this.handle(handle).thread);
  }

  threadsThat(condition: (thread: ModelThread) => boolean): number[] {
    return this.threads.flatMap((thread, index) =>
      condition(thread) && Date.now() - (thread.leftAt ?? Infinity) < LOADED_FOR_SURE_MS ? [index] : [],
    );
  }

  handlesThat(condition: (thread: ModelThread) => boolean): number[] {
    return this.handles.flatMap(({ isOpen, thread }, index) =>
      isOpen && condition(this.thread(thread)) ? [index] : [],
    );
  }

  started({ mode = "auto_review", access }: Wish): number {
    const thread: ModelThread = {
      place: "loaded",
      hasTurn: false,
      mode,
      // What is configured, unless administrators admit less.
      width: this.admitted?.sandboxes.includes("workspace_write") === false ? 0 : 1,
      admitsSecret: !this.isCareful,
      grants: [],
      hadFullAccess: false,
      leftAt: undefined,
    };
    apply(thread, { mode, access });
    this.threads.push(thread);
    return this.#opened(this.threads.length - 1, { mode, access });
  }

  /** What is asked of a loaded thread waits for the next turn. */
  resumed(index: number, wish: Wish): number {
    const thread = this.thread(index);
    thread.leftAt = undefined;
    if (thread.place === "loaded") return this.#opened(index, wish);
    const { width } = thread;
    thread.place = "loaded";
    thread.hadFullAccess = width === 2;
    apply(thread, wish);
    return this.#opened(index, wish, { width });
  }

  /** @param source The handle that forks; without one, the client forks by the thread's id. */
  forked(index: number, wish: Wish, source?: ModelHandle): number {
    const from = this.thread(index);
    const thread: ModelThread = {
      ...from,
      place: "loaded",
      hasTurn: true,
      grants: [],
      hadFullAccess: from.width === 2,
      leftAt: undefined,
    };
    apply(thread, wish);
    this.threads.push(thread);
    const asked = { ...source?.wish, ...defined(wish) };
    const kept = { width: from.width, mode: source === undefined ? undefined : from.mode };
    return this.#opened(this.threads.length - 1, asked, kept);
  }

  /** What a run of a handle must hold to: what was asked of either, whichever was later. */
  wishOf(handle: number, asked: Wish): Wish {
    return { ...this.handle(handle).wish, ...defined(asked) };
  }

  /**
   * A turn that the server took: what was asked of it is in force.
   *
   * @param isReadOnly What the runtime told the model: where nothing was asked, a fork or a stored thread may have come back with less or more.
   */
  ran(handle: number, wish: Wish, isReadOnly: boolean): void {
    this.handle(handle).wish = wish;
    const thread = this.threadOf(handle);
    thread.hasTurn = true;
    apply(thread, wish);
    if (isReadOnly) thread.width = 0;
    else if (thread.width === 0) thread.width = 1;
  }

  granted(handle: number, grants: readonly Omit<ModelGrant, "under">[]): void {
    const thread = this.threadOf(handle);
    thread.grants = [...thread.grants, ...grants.map((grant) => ({ ...grant, under: thread.width }))];
  }

  closed(handle: number): void {
    const closed = this.handle(handle);
    closed.isOpen = false;
    if (!this.handles.some(({ isOpen, thread }) => isOpen && thread === closed.thread))
      this.thread(closed.thread).leftAt = Date.now();
  }

  archived(index: number): void {
    Object.assign(this.thread(index), {
      place: "archived",
      grants: [],
      hadFullAccess: false,
      leftAt: undefined,
    });
  }

  unarchived(index: number): void {
    this.thread(index).place = "stored";
  }

  /** Whether something that was granted goes beyond a wish, as docs/approvals.md has it. */
  goesBeyond(
    { mode: inForce, width: before, hadFullAccess, grants }: ModelThread,
    { mode, access }: Wish,
    kept?: ModelHandle["kept"],
  ): boolean {
    const wished = mode ?? kept?.mode;
    const width = access === undefined ? kept?.width : widthOf(access);
    if (hadFullAccess && (wished ?? inForce) === "deny_all" && (width ?? before) < 2) return true;
    return grants.some(({ kind, under }) => {
      // What a profile allows is not known to the client.
      const isNarrower = width !== undefined && (width < under || isProfile(access));
      if (kind === "mcpToolCall") return wished === "deny_all";
      if (kind === "permissions") return wished === "deny_all" || isNarrower;
      return (wished ?? inForce) === "ask" && isNarrower;
    });
  }

  /** Whether administrators forbid what is wished. */
  forbids({ mode, access }: Wish): boolean {
    if (this.admitted === undefined) return false;
    const { modes, sandboxes } = this.admitted;
    const sandbox = access?.sandbox;
    return (
      (mode !== undefined && !modes.includes(mode)) || (sandbox !== undefined && !sandboxes.includes(sandbox))
    );
  }

  #opened(thread: number, wish: Wish, kept: ModelHandle["kept"] = {}): number {
    this.handles.push({ thread, isOpen: true, wish, kept });
    return this.handles.length - 1;
  }
}

function apply(thread: ModelThread, { mode, access }: Wish): void {
  thread.mode = mode ?? thread.mode;
  if (access === undefined) return;
  thread.width = widthOf(access);
  if (thread.width === 2) thread.hadFullAccess = true;
  // A sandbox leaves the rules of the profile as they are.
  if (isProfile(access)) thread.admitsSecret = access.profile !== "careful";
}

function isProfile(access: Access | undefined): access is Extract<Access, { profile: ProfileName }> {
  return access !== undefined && "profile" in access;
}

const widths: Readonly<Record<ProfileName | "read_only" | "workspace_write", Width>> = {
  read_only: 0,
  ":read-only": 0,
  workspace_write: 1,
  careful: 1,
  ":danger-full-access": 2,
};

export function widthOf(access: Access): Width {
  return widths[isProfile(access) ? access.profile : access.sandbox];
}

/** Without the members that ask nothing. */
function defined({ mode, access }: Wish): Wish {
  return { ...(mode === undefined ? {} : { mode }), ...(access === undefined ? {} : { access }) };
}

function at<T>(list: readonly T[], index: number): T {
  const entry = list[index];
  if (entry === undefined) throw new RangeError(`There is no entry ${String(index)}.`);
  return entry;
}
