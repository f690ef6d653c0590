// The architecture as rules for dependency-cruiser. Type-only imports count like any other.
// tools/test/layers.test.ts proves on a small tree of violations that each rule fires.
// @ts-check

/** The generated modules that are nothing but types of what is on the wire. */
const PROTOCOL = "(experimental/)?(types|methods)";

/**
 * Lowest first; a layer imports itself and what stands above it in this list, never what stands below it.
 * Each is a regular expression for a file `NAME.ts` or a folder `NAME/` directly under src.
 */
const CLIENT = [
  "errors",
  "lib|diagnostics",
  "transport",
  `generated/${PROTOCOL}`,
  "rpc",
  // What an operation is made of, approval mode, sandbox, schemas and approval handler included: generated methods are
  // written in its terms.
  "operation|schema",
  // What a turn comes to tells of its approvals; generated methods hand it back.
  "approvals|result",
  "generated-support",
  `generated(?!/${PROTOCOL}\\.ts$)`,
  "settings|dynamic-tools|structured-output",
  "session",
  "turn[^/]*",
  "thread[^/]*",
  "connect",
  "codex[^/]*|login",
  "index|types[^/]*|testing|validation",
  "demo",
  // A program, of which nothing is exported.
  "cli",
];

/** The stages of the generator in the order of the data; the same reading. */
const CODEGEN = [
  "errors",
  "threads",
  "schema",
  "protocol",
  "history",
  "diff",
  "timeline",
  "surface",
  "emit",
  "output",
  "usage",
  "generate",
  "cache",
  "cli|index|main",
];

/** @param {string} layer */
function nameOf(layer) {
  return layer.startsWith("generated/") ? "protocol" : (/^[a-z-]+/.exec(layer)?.[0] ?? layer);
}

/**
 * @param {string} root the folder that holds the packages `client` and `codegen`, relative to where the cruise runs
 * @returns {{ forbidden: import("dependency-cruiser").IForbiddenRuleType[], required: import("dependency-cruiser").IRequiredRuleType[] }}
 */
export function layerRules(root) {
  const at = (/** @type {string} */ pkg, /** @type {string[]} */ names) =>
    `^${root}/${pkg}/src/(${names.join("|")})(\\.ts$|/)`;
  const npm = (/** @type {string} */ names) => `^(${names})(/|$)|node_modules/(${names})/`;
  const stages = (/** @type {string[]} */ ...names) => at("codegen", names);
  const everySource = `^${root}/[^/]+/src/`;

  const packages = Object.entries({ client: CLIENT, codegen: CODEGEN });
  return {
    forbidden: [
      ...packages.flatMap(([pkg, layers]) =>
        layers.slice(0, -1).map((layer, index) => ({
          name: `${pkg}-${nameOf(layer)}-imports-only-lower-layers`,
          comment: `The order of the layers is in tools/layers.mjs.`,
          severity: /** @type {const} */ ("error"),
          from: { path: at(pkg, [layer]) },
          to: { path: at(pkg, layers.slice(index + 1)) },
        })),
      ),
      {
        name: "generated-imports-only-its-support",
        comment: "Generated code has one seam, so that anyone may generate into a repo of their own.",
        severity: "error",
        from: { path: at("client", ["generated"]) },
        to: { pathNot: at("client", ["generated-support", "generated"]) },
      },
      {
        name: "client-never-imports-codegen",
        comment: "Who installs the client does not install the generator.",
        severity: "error",
        from: { path: `^${root}/client/src/` },
        to: { path: `^${root}/codegen/|@codex-typed/codegen` },
      },
      {
        name: "typescript-tools-only-from-emit-on",
        comment: "The protocol and what is decided about it know nothing of TypeScript.",
        severity: "error",
        from: { path: stages("errors", "schema", "protocol", "diff", "timeline", "surface") },
        to: { path: npm("ts-morph|prettier") },
      },
      {
        name: "quicktype-only-reads-the-schema",
        comment: "Its types end where our own protocol begins.",
        severity: "error",
        from: { path: `^${root}/codegen/src/`, pathNot: stages("schema", "protocol") },
        to: { path: npm("quicktype-core") },
      },
      {
        name: "files-and-processes-only-at-the-edges",
        comment: "The generator is a pure function; files, processes and the console stand at its edge.",
        severity: "error",
        from: { path: `^${root}/codegen/src/`, pathNot: stages("schema", "output", "cache", "cli") },
        to: { path: "^(node:)?(fs|fs/promises|child_process)$" },
      },
      {
        name: "src-never-imports-test",
        comment: "Tests are not published.",
        severity: "error",
        from: { path: everySource },
        to: { path: `^${root}/[^/]+/test/|${npm("vitest")}` },
      },
      {
        name: "no-cycles",
        comment: "Move what both need into a third file.",
        severity: "error",
        from: { path: everySource },
        to: { circular: true },
      },
      {
        name: "every-import-resolves",
        comment: "An import that does not resolve would slip through the other rules.",
        severity: "error",
        from: { path: everySource },
        to: { couldNotResolve: true },
      },
    ],
    // "Must import what cannot exist" is how dependency-cruiser forbids a module as such, imported or not.
    required: packages.map(([pkg, layers]) => ({
      name: `${pkg}-every-file-belongs-to-a-layer`,
      comment: "Give the file a place in tools/layers.mjs.",
      severity: "error",
      module: { path: `^${root}/${pkg}/src/`, pathNot: at(pkg, layers) },
      to: { path: "^$" },
    })),
  };
}

/** @type {import("dependency-cruiser").ICruiseOptions} */
export const cruiseOptions = {
  // Type-only imports vanish in the output, but not in the design.
  tsPreCompilationDeps: true,
  doNotFollow: { path: "node_modules" },
  enhancedResolveOptions: {
    exportsFields: ["exports"],
    conditionNames: ["@codex-typed/source", "import", "node", "types", "default"],
  },
};
