import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  diffProtocols,
  generate,
  renderMarkdown,
  writeFolder,
  type GenerateOptions,
} from "@codex-typed/codegen";
import { recordRelease } from "../../packages/codegen/src/history/record-release.js";
import { readProtocol } from "../../packages/codegen/src/protocol/read-protocol.js";
import { readSchema } from "../../packages/codegen/src/schema/read.js";
import { publishedSchema } from "../../packages/codegen/src/schema/published.js";
import { extractSchema, type ExtractedSchema } from "../../packages/codegen/src/schema/runtime.js";
import { pnpm } from "../bootstrap.mjs";
import { bounded } from "./bounded.js";
import { Refusal } from "./refusal.js";
import { runGroup } from "./run-group.js";
import type { RuntimeTools } from "./runtime-tools.js";
import type { Published } from "./target-version.js";
import { GENERATED } from "./tree.js";

/** The steps of a bump as they are: npm's registry, pnpm, the generator and `npm run test:all`. */
export function realTools(root: string): RuntimeTools {
  // By its path: Node remembers where a module was when it was last resolved, and the pin moves within one process.
  const runtime = path.join(root, "packages/client/node_modules/@openai/codex/bin/codex.js");
  const options: GenerateOptions = {
    source: { kind: "runtime", path: runtime },
    support: "../generated-support.js",
  };
  return {
    async published(signal) {
      const query = ["npm", "view", "@openai/codex", "versions", "dist-tags", "--json"] as const;
      const { stdout } = await runGroup(root, query, signal).catch(
        refuse("version", "The npm registry did not answer."),
      );
      const { versions, "dist-tags": tags } = JSON.parse(stdout) as {
        versions: Published["versions"];
        "dist-tags": Published["tags"];
      };
      return { versions, tags };
    },

    async install(signal) {
      await runPnpm(root, ["install", "--no-frozen-lockfile"], signal);
    },

    async reinstall() {
      // Without what the other runtime left behind.
      await runPnpm(root, [
        "install",
        "--frozen-lockfile",
        "--prefer-offline",
        "--config.modules-cache-max-age=0",
      ]);
    },

    async readProtocol() {
      // Not by generating: the surface table may be ahead, with a row for a request that only the new runtime has.
      return readProtocol(await readSchema(options.source));
    },

    async recordRelease(version) {
      return recordPrinted(version, await extractSchema(runtime));
    },

    async recordPublished(version) {
      return recordPrinted(version, await publishedSchema(version));
    },

    async generate() {
      const { files, protocol, surface } = await generate(options);
      await writeFolder(path.join(root, GENERATED), files);
      return { protocol, notExposed: surface.notExposed };
    },

    async printTypes(signal) {
      const folder = await mkdtemp(path.join(tmpdir(), "codex-typed-bump-"));
      try {
        const command = [process.execPath, runtime, "app-server", "generate-ts", "--experimental"] as const;
        await runGroup(root, [...command, "--out", folder], signal).catch(
          refuse("names", "The runtime did not print its TypeScript types."),
        );
        return await readTexts(folder);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },

    diff: diffProtocols,
    markdown: renderMarkdown,

    async verify(signal, onLine) {
      const child = runGroup(root, ["tsx", "tools/test-all.ts"], signal);
      const details: string[] = [];
      const reading = (async () => {
        for await (const line of child.iterable({ from: "all" })) {
          if (/^[✔✖] |^tests: /.test(line)) onLine(line);
          else details.push(line);
        }
      })();
      const [result] = await Promise.allSettled([child, reading]);
      if (result.status === "rejected") throw new Refusal("verify", failedChecks(details.join("\n")));
    },
  };
}

async function recordPrinted(
  version: string,
  { stable, experimental }: ExtractedSchema,
): Promise<number | undefined> {
  return recordRelease(version, { stable: JSON.parse(stable), experimental: JSON.parse(experimental) });
}

/** Every TypeScript file below `folder`: its path in there → its text. */
async function readTexts(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".ts"));
  return new Map(
    await Promise.all(
      files.map(async (file) => [file, await readFile(path.join(folder, file), "utf8")] as const),
    ),
  );
}

function failedChecks(output: string): string {
  return [
    "The checks do not pass with this runtime.",
    bounded(output.trim(), 6000, "(cut here)"),
    "Tests that pin counts or names of the old runtime fail whenever the protocol moved. To mend tests or code with the new\n" +
      "runtime in place, run this again with --no-verify, then `npm test`.",
  ].join("\n\n");
}

async function runPnpm(root: string, args: readonly string[], signal?: AbortSignal): Promise<void> {
  await runGroup(root, [...pnpm(), ...args, "--config.confirmModulesPurge=false"], signal).catch(
    refuse("install", `pnpm ${args.join(" ")} failed.`),
  );
}

/** Turns a failed process into a refusal with the end of what it printed. */
function refuse(stage: Refusal["stage"], message: string): (error: unknown) => never {
  return (error) => {
    const end = printedBy(error).trim().split("\n").slice(-15).join("\n");
    throw new Refusal(stage, `${message}\n${end}`, { cause: error });
  };
}

function printedBy(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const all = "all" in error ? error.all : undefined;
  return typeof all === "string" && all !== "" ? all : error.message;
}
