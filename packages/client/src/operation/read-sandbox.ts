import { UsageError } from "../errors/usage-error.js";
import { describeValue } from "../lib/guards.js";
import { isAbsoluteSomewhere } from "./read-folder.js";
import { isSandbox, sandboxMeantBy, SANDBOXES, type Sandbox, type SandboxOptions } from "./sandbox.js";

const MEMBERS = ["mode", "networkAccess", "writableRoots"];

/** What the protocol and the configuration call the members. Refused, never taken for the name. */
const otherMembers: ReadonlyMap<string, string> = new Map([
  ["type", "mode"],
  ["network_access", "networkAccess"],
  ["writable_roots", "writableRoots"],
]);

/**
 * The sandbox that a caller gave. Types are not trusted: plain JavaScript calls this too. What is read here is a copy, so that
 * nobody changes what was checked.
 *
 * @param place The method that was called.
 * @throws UsageError for anything but a name or an object whose members the sandbox of its mode takes.
 */
export function readSandbox(place: string, value: unknown): SandboxOptions | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return readName(place, "sandbox", value);
  }
  const { mode: name, networkAccess, writableRoots } = membersOf(place, value);
  const mode = readName(place, "sandbox.mode", name);
  const network = readNetworkAccess(place, mode, networkAccess);
  const roots = readWritableRoots(place, mode, writableRoots);
  switch (mode) {
    case "read_only":
      return { mode, networkAccess: network };
    case "workspace_write":
      return { mode, networkAccess: network, writableRoots: roots };
    case "full_access":
      return { mode };
  }
}

function readName(place: string, option: "sandbox" | "sandbox.mode", value: unknown): Sandbox {
  if (isSandbox(value)) return value;
  const what = {
    sandbox: `${describeValue(value)} is not a sandbox.`,
    "sandbox.mode":
      value === undefined ? "there is no mode." : `${describeValue(value)} is not the mode of a sandbox.`,
  };
  const meant = sandboxMeantBy(value);
  const remedy =
    meant === undefined ? `It must be one of ${SANDBOXES.join(", ")}.` : `Write ${describeValue(meant)}.`;
  throw refusal(place, option, what[option], remedy);
}

/** Every own member, and every known one that is inherited or not enumerable. Each is read once. */
function membersOf(place: string, value: object): Readonly<Record<string, unknown>> {
  for (const key of Object.keys(value)) {
    if (MEMBERS.includes(key)) continue;
    const meant = otherMembers.get(key);
    throw refusal(
      place,
      `sandbox.${key}`,
      `a sandbox has no member ${key}.`,
      meant === undefined ? `It takes ${MEMBERS.join(", ")}.` : `Write ${meant}.`,
    );
  }
  return Object.fromEntries(MEMBERS.map((key) => [key, (value as Readonly<Record<string, unknown>>)[key]]));
}

function readNetworkAccess(place: string, mode: Sandbox, value: unknown): boolean | undefined {
  if (value === undefined) return undefined;
  const option = "sandbox.networkAccess";
  if (mode === "full_access") {
    throw refusal(place, option, "full_access has the network already.", "Leave networkAccess out.");
  }
  if (typeof value === "boolean") return value;
  throw refusal(place, option, `${describeValue(value)} does not say whether.`, "It must be true or false.");
}

function readWritableRoots(place: string, mode: Sandbox, value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const option = "sandbox.writableRoots";
  if (mode !== "workspace_write") {
    const why = mode === "read_only" ? "writes nothing" : "writes anywhere already";
    throw refusal(
      place,
      option,
      `${mode} ${why}.`,
      mode === "read_only"
        ? "Write workspace_write, or leave writableRoots out."
        : "Leave writableRoots out.",
    );
  }
  if (!Array.isArray(value)) {
    throw refusal(
      place,
      option,
      `${describeValue(value)} is not a list.`,
      "It must be a list of absolute paths.",
    );
  }
  return Array.from<unknown>(value).map((root) => {
    if (typeof root === "string" && isAbsoluteSomewhere(root)) return root;
    throw refusal(
      place,
      option,
      `${describeValue(root)} is not an absolute path.`,
      "Each must be one: the runtime may have another working directory than this process.",
    );
  });
}

function refusal(place: string, option: string, what: string, remedy: string): UsageError {
  return new UsageError(option, `${place}: ${what} ${remedy}`);
}
