import { isRecord } from "./guards.js";

/**
 * What a value must have, for those who read it: a kind, or members. A member whose name ends with `?` may be absent or `null`.
 */
export type Shape =
  "text" | "number" | "boolean" | "list" | "record" | "present" | { readonly [member: string]: Shape };

/** Where a value is not of a shape: the path of the first such member; `undefined` where it is. */
export function mismatchOf(value: unknown, shape: Shape, path = ""): string | undefined {
  if (typeof shape === "string") return isKind(value, shape) ? undefined : path;
  if (!isRecord(value)) return path;
  for (const [name, member] of Object.entries(shape)) {
    const isOptional = name.endsWith("?");
    const key = isOptional ? name.slice(0, -1) : name;
    const found = Object.hasOwn(value, key) ? value[key] : undefined;
    if (isOptional && (found === undefined || found === null)) continue;
    const mismatch = mismatchOf(found, member, path === "" ? key : `${path}.${key}`);
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

function isKind(value: unknown, kind: Exclude<Shape, object>): boolean {
  switch (kind) {
    case "text":
      return typeof value === "string";
    case "list":
      return Array.isArray(value);
    case "record":
      return isRecord(value);
    case "present":
      return value !== undefined;
    default:
      return typeof value === kind;
  }
}
