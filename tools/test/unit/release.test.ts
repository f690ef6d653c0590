import { describe, expect, it } from "vitest";

import { lacksOf, type Manifest } from "../../release/manifest.js";

const folder = "packages/client";
const whole: Manifest = {
  name: "@codex-typed/client",
  version: "1.0.0",
  description: "A client",
  license: "Apache-2.0",
  engines: { node: ">=20" },
  repository: { type: "git", url: "git+https://example.org/codex-typed.git", directory: folder },
  bugs: { url: "https://example.org/codex-typed/issues" },
  homepage: "https://example.org",
  publishConfig: { access: "public" },
};

describe("what a manifest lacks for a release", () => {
  it("is nothing where all is said", () => {
    expect(lacksOf(whole, folder)).toEqual([]);
  });

  it.each<[field: string, manifest: Manifest]>([
    ["description", { ...whole, description: "" }],
    ["license", { ...whole, license: "MIT" }],
    ["engines.node", { ...whole, engines: {} }],
    ["publishConfig.access", { ...whole, publishConfig: {} }],
    ["repository", { ...whole, repository: { url: "git+https://example.org/codex-typed.git" } }],
    ["repository", { ...whole, repository: { directory: folder } }],
    ["bugs", { ...whole, bugs: {} }],
    ["homepage", { ...whole, homepage: "" }],
  ])("is %s", (field, manifest) => {
    expect(lacksOf(manifest, folder)).toEqual([
      expect.stringContaining(`${folder}/package.json lacks "${field}": `),
    ]);
  });
});
