import type { ByLevel, TimelineRelease } from "./timeline.js";
import { changesBetween } from "../diff/diff-protocols.js";
import { summaryOf } from "../diff/summary.js";
import type { Protocol } from "../protocol/protocol.js";

/** A release and its protocol. */
export interface Release {
  readonly version: string;
  readonly protocol: Protocol;
}

/** `release` beside the one before it; without one it has nothing but its sizes. */
export function compareReleases(before: Release | undefined, release: Release): TimelineRelease {
  const { version, protocol } = release;
  const changes = before === undefined ? [] : changesBetween(before.protocol, protocol);
  const kept = changes.filter(({ aspect }) => aspect !== "docs");
  return {
    version,
    before: before?.version ?? null,
    sizes: {
      requests: byLevel(protocol.clientRequests),
      notifications: byLevel(protocol.serverNotifications),
      serverRequests: byLevel(protocol.serverRequests),
      types: byLevel(protocol.definitions),
    },
    summary: { ...summaryOf(kept), docs: changes.length - kept.length },
    changes: kept,
  };
}

function byLevel(things: readonly { readonly experimental: boolean }[]): ByLevel {
  const experimental = things.filter((thing) => thing.experimental).length;
  return { stable: things.length - experimental, experimental };
}
