import type { Protocol } from "../protocol/protocol.js";
import { approvalDefinitions } from "./approval.js";
import { areasOf, growthOf } from "./areas.js";
import { bumpOf } from "./bump.js";
import { compareProtocols } from "./compare-protocols.js";
import {
  DIFF_FORMAT_VERSION,
  type Change,
  type DiffSide,
  type DiffSummary,
  type ProtocolDiff,
} from "./diff.js";
import { judge } from "./judge.js";
import { inOrder } from "./order.js";
import { reachOf } from "./reach.js";

/**
 * What changed from `before` to `after`, each change judged by who sends the thing.
 *
 * @example
 * ```ts
 * import { diffProtocols, readProtocol, readSchema, renderMarkdown } from "@codex-typed/codegen";
 *
 * const before = await readProtocol(await readSchema({ kind: "runtime", path: "/opt/codex-0.166.0/bin/codex" }));
 * const after = await readProtocol(await readSchema({ kind: "installed", cwd: process.cwd() }));
 * console.log(renderMarkdown(diffProtocols(before, after)));
 * ```
 */
export function diffProtocols(before: Protocol, after: Protocol): ProtocolDiff {
  const reach = { before: reachOf(before), after: reachOf(after) };
  const areaOf = areasOf(reach.before, reach.after);
  const context = { ...reach, areaOf, approval: approvalDefinitions([before, after]) };
  const judged = compareProtocols(before, after).map((finding) => judge(finding, context));
  const changes = withIds(inOrder(judged));
  return {
    formatVersion: DIFF_FORMAT_VERSION,
    before: sideOf(before),
    after: sideOf(after),
    bump: bumpOf(changes),
    summary: summaryOf(changes),
    areas: growthOf(before, after, changes, areaOf),
    changes,
  };
}

function withIds(changes: readonly Omit<Change, "id">[]): readonly Change[] {
  const seen = new Map<string, number>();
  return changes.map((change) => {
    const id = `${change.rule} ${change.path}${change.name === null ? "" : ` ${change.name}`}`;
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return { id: count === 1 ? id : `${id} #${count}`, ...change };
  });
}

function sideOf(protocol: Protocol): DiffSide {
  return {
    runtimeVersion: protocol.runtimeVersion,
    clientRequests: protocol.clientRequests.length,
    serverRequests: protocol.serverRequests.length,
    serverNotifications: protocol.serverNotifications.length,
    clientNotifications: protocol.clientNotifications.length,
    types: protocol.definitions.length,
  };
}

function summaryOf(changes: readonly Change[]): DiffSummary {
  const count = (is: (change: Change) => boolean) => changes.filter(is).length;
  const of = (kind: Change["change"]) => count(({ change, aspect }) => change === kind && aspect !== "docs");
  return {
    total: changes.length,
    breaking: count(({ breaking }) => breaking),
    breakingForOptIn: count(({ breaking, breakingForOptIn }) => breakingForOptIn && !breaking),
    approval: count(({ approval }) => approval),
    experimental: count(({ experimental }) => experimental),
    docs: count(({ aspect }) => aspect === "docs"),
    added: of("added"),
    removed: of("removed"),
    changed: of("changed"),
  };
}
