/** The guides in the order in which they are read, by their names in `docs/`. What is not here fails `npm run test:site`. */
export const guides: readonly { readonly text: string; readonly pages: readonly string[] }[] = [
  { text: "Start", pages: ["getting-started", "streaming", "login"] },
  { text: "Approvals", pages: ["approval-handlers", "approvals"] },
  {
    text: "Turns",
    pages: ["cancelling", "errors", "structured-output", "tools", "external-messages"],
  },
  {
    text: "In production",
    pages: [
      "transports",
      "accounts",
      "fleets",
      "watching",
      "runtime-versions",
      "unknown-values",
      "troubleshooting",
    ],
  },
  { text: "Where it runs", pages: ["bundles", "runtimes"] },
  { text: "Tests of your own", pages: ["testing"] },
  { text: "Coming from elsewhere", pages: ["migrate/codex-sdk", "migrate/python"] },
  {
    text: "The project",
    pages: ["how-it-is-made", "architecture", "decisions", "glossary", "new-runtime", "releases"],
  },
];

/** The entries of the packages, by the folder that their reference has. */
export const modules: readonly {
  readonly folder: string;
  readonly entry: string;
  readonly source: string;
}[] = [
  { folder: "client", entry: "@codex-typed/client", source: "packages/client/src/index.ts" },
  { folder: "testing", entry: "@codex-typed/client/testing", source: "packages/client/src/testing/index.ts" },
  { folder: "types", entry: "@codex-typed/client/types", source: "packages/client/src/types.ts" },
  {
    folder: "generated-support",
    entry: "@codex-typed/client/generated-support",
    source: "packages/client/src/generated-support.ts",
  },
  { folder: "codegen", entry: "@codex-typed/codegen", source: "packages/codegen/src/index.ts" },
];
