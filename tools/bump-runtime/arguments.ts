import { parseArgs } from "node:util";
import { Refusal } from "./refusal.js";

/** What the command line asks for. */
export interface BumpOptions {
  /** An exact version, a dist-tag such as `latest`, or `next-newest`. */
  readonly version: string;
  readonly verify: boolean;
  readonly changeset: boolean;
  /** A file that gets the {@link Report} as JSON. */
  readonly report: string | undefined;
}

export const USAGE = `usage: pnpm bump-runtime VERSION [--no-verify] [--no-changeset] [--report FILE]

  VERSION         0.170.0, a dist-tag such as latest, or next-newest: the first release after the pinned one
  --no-verify     keep the new runtime without running the checks; run \`npm test\` yourself
  --no-changeset  write no changeset
  --report FILE   write what happened to FILE, as JSON

Sets the pin of @openai/codex, installs it, regenerates the client and writes the protocol diff into a changeset.
Whatever fails, the tree is put back as it was. See docs/new-runtime.md.`;

/** Reads the command line; `"help"` where that is all it asks for. */
export function parseArguments(args: readonly string[]): BumpOptions | "help" {
  const { values, positionals } = parse(args);
  if (values.help) return "help";
  const [version, ...more] = positionals;
  if (version === undefined) throw new Refusal("arguments", "No version is given.");
  if (more.length > 0) throw new Refusal("arguments", `One version at a time: ${positionals.join(", ")}.`);
  return {
    version,
    verify: !values["no-verify"],
    changeset: !values["no-changeset"],
    report: values.report,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      // `pnpm bump-runtime -- VERSION` hands the separator on.
      args: args[0] === "--" ? args.slice(1) : [...args],
      allowPositionals: true,
      options: {
        "no-verify": { type: "boolean", default: false },
        "no-changeset": { type: "boolean", default: false },
        report: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new Refusal("arguments", error instanceof Error ? error.message : String(error), { cause: error });
  }
}
