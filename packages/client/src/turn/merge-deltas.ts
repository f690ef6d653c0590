import type { ServerNotification } from "../generated/types.js";

/** One event that says what two consecutive deltas of the same text say, or `undefined` where they are not that. */
export function mergeDeltas(
  first: ServerNotification,
  second: ServerNotification,
): ServerNotification | undefined {
  if (first.method !== second.method) return undefined;
  const before = deltaParams(first.params);
  const after = deltaParams(second.params);
  if (before === undefined || after === undefined || !sameText(before, after)) return undefined;
  const params = { ...after, delta: before.delta + after.delta };
  return { ...second, params } as ServerNotification;
}

interface DeltaParams {
  readonly itemId: string;
  readonly delta: string;
}

/** Base64 chunks (`deltaBase64`) do not concatenate, so only plain text counts. */
function deltaParams(params: unknown): DeltaParams | undefined {
  if (typeof params !== "object" || params === null) return undefined;
  if (!("itemId" in params) || !("delta" in params)) return undefined;
  return typeof params.itemId === "string" && typeof params.delta === "string"
    ? (params as DeltaParams)
    : undefined;
}

/** Every other member equal: the item, and which of its parts (summary or content index). */
function sameText(before: DeltaParams, after: DeltaParams): boolean {
  const a = Object.entries(before);
  const b = new Map<string, unknown>(Object.entries(after));
  return (
    a.length === b.size && a.every(([key, value]) => key === "delta" || (b.has(key) && b.get(key) === value))
  );
}
