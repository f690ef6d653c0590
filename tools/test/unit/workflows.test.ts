import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

interface Workflow {
  readonly on: Readonly<
    Record<string, { readonly paths?: unknown; readonly "paths-ignore"?: unknown } | null>
  >;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      { readonly steps: readonly Step[]; readonly permissions?: Readonly<Record<string, string>> }
    >
  >;
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

const folder = new URL("../../../.github/workflows/", import.meta.url);
const names = await readdir(folder);
const workflows = await Promise.all(
  names.map(
    async (name) => [name, parse(await readFile(new URL(name, folder), "utf8")) as Workflow] as const,
  ),
);
/** A tag can be moved; a commit cannot. */
const ACTIONS = [
  "actions/checkout@34e114876b0b11c390a56381ad16ebd13914f8d5",
  "actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020",
];
const root = new URL("../../../", import.meta.url);
const { scripts } = JSON.parse(await readFile(new URL("package.json", root), "utf8")) as {
  scripts: Record<string, string>;
};

const steps = ({ jobs }: Workflow): readonly Step[] => Object.values(jobs).flatMap((job) => job.steps);

it("all are there", () => {
  expect(names).toEqual(expect.arrayContaining(["ci.yml", "drift.yml", "older-runtimes.yml", "release.yml"]));
});

describe.each(workflows)("%s", (_, workflow) => {
  it("uses no action but two of GitHub, at commits that were looked at", () => {
    const used = steps(workflow).flatMap(({ uses }) => uses ?? []);
    expect(used.filter((action) => !ACTIONS.includes(action))).toEqual([]);
  });

  it("calls scripts that exist", async () => {
    const lines = steps(workflow)
      .flatMap(({ run }) => run ?? [])
      .join("\n");
    const called = [...lines.matchAll(/\b(?:npm|pnpm)(?: run)? ([a-z][\w:-]*)/g)].map(
      ([, name]) => name ?? "",
    );
    expect(called.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
    for (const [, file] of lines.matchAll(/\btsx (\S+\.ts)/g))
      await expect(readFile(fileURLToPath(new URL(file ?? "", root)), "utf8")).resolves.not.toBe("");
  });

  it("hides no file from itself, and asks for permissions by name", () => {
    for (const trigger of Object.values(workflow.on)) {
      expect(trigger?.paths).toBeUndefined();
      expect(trigger?.["paths-ignore"]).toBeUndefined();
    }
    expect(workflow.permissions).toBeTypeOf("object");
  });
});

it("alone the job that publishes can tell npm who it is, and none keeps a token of npm", async () => {
  for (const [name, { jobs }] of workflows)
    for (const [job, { permissions }] of Object.entries(jobs))
      expect(permissions?.["id-token"]).toBe(
        name === "release.yml" && job === "publish" ? "write" : undefined,
      );
  for (const name of names) expect(await readFile(new URL(name, folder), "utf8")).not.toContain("NPM_TOKEN");
});

it("drift starts a workflow that can be started", () => {
  expect(new Map(workflows).get("ci.yml")?.on).toHaveProperty("workflow_dispatch");
});
