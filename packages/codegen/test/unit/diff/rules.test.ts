import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/diff/diff.js";
import { diffProtocols } from "../../../src/diff/diff-protocols.js";
import { RULES, type RuleId } from "../../../src/diff/rules.js";
import type { Definition, ObjectNode, TypeNode } from "../../../src/protocol/protocol.js";
import {
  anything,
  integer,
  list,
  map,
  nothing,
  object,
  oneOf,
  params,
  protocol,
  ref,
  string,
  values,
  type Sketch,
} from "../../support/diff/build.js";

type Given = TypeNode | Partial<Definition>;

/** The type `T`, sent by the client, by the server, by both, or by nobody. */
function sent(
  by: "client" | "server" | "both" | "nobody",
  T: Given,
  more: Readonly<Record<string, Given>> = {},
): Sketch {
  const type = ref("T");
  const result = by === "server" || by === "both" ? type : map(anything);
  const given = by === "client" || by === "both" ? { params: params(type) } : {};
  return { types: { T, ...more }, clientRequests: [{ method: "area/ask", result, ...given }] };
}

function changesOf(before: Sketch, after: Sketch): readonly Change[] {
  return diffProtocols(protocol(before), protocol(after)).changes;
}

interface Row {
  readonly rule: RuleId;
  readonly before: Given;
  readonly after: Given;
  readonly client: boolean;
  readonly server: boolean;
  readonly path?: string;
  readonly name?: string;
  readonly more?: Readonly<Record<string, Given>>;
}

const rows: readonly Row[] = [
  {
    rule: "field.added.required",
    before: object({ a: string }),
    after: object({ a: string, b: string }),
    path: "T.b",
    client: true,
    server: false,
  },
  {
    rule: "field.added.required",
    before: map(anything),
    after: object({ b: string }),
    path: "T.b",
    client: true,
    server: false,
  },
  {
    rule: "field.added.optional",
    before: object({ a: string }),
    after: object({ a: string, "b?": string }),
    path: "T.b",
    client: false,
    server: false,
  },
  {
    rule: "field.removed",
    before: object({ a: string, "b?": string }),
    after: object({ a: string }),
    path: "T.b",
    client: true,
    server: true,
  },
  {
    rule: "field.required",
    before: object({ "a?": string }),
    after: object({ a: string }),
    path: "T.a",
    client: true,
    server: false,
  },
  {
    rule: "field.optional",
    before: object({ a: string }),
    after: object({ "a?": string }),
    path: "T.a",
    client: false,
    server: true,
  },
  {
    rule: "null.added",
    before: object({ a: string }),
    after: object({ a: oneOf(string, nothing) }),
    path: "T.a",
    client: false,
    server: true,
  },
  {
    rule: "null.removed",
    before: object({ a: oneOf(string, nothing) }),
    after: object({ a: string }),
    path: "T.a",
    client: true,
    server: false,
  },
  {
    rule: "default.changed",
    before: object({ "a?": { type: integer, defaultValue: 1, optional: true } }),
    after: object({ "a?": { type: integer, defaultValue: 2, optional: true } }),
    path: "T.a",
    client: false,
    server: false,
  },
  {
    rule: "type.replaced",
    before: object({ a: string }),
    after: object({ a: integer }),
    path: "T.a",
    client: true,
    server: true,
  },
  {
    rule: "type.replaced",
    before: object({ a: string }),
    after: object({ a: list(string) }),
    path: "T.a",
    client: true,
    server: true,
  },
  {
    rule: "type.widened",
    before: object({ a: values("x", "y") }),
    after: object({ a: string }),
    path: "T.a",
    client: false,
    server: true,
  },
  {
    rule: "type.narrowed",
    before: object({ a: string }),
    after: object({ a: values("x") }),
    path: "T.a",
    client: true,
    server: false,
  },
  {
    rule: "type.narrowed",
    before: object({ a: list(anything) }),
    after: object({ a: list(string) }),
    path: "T.a[]",
    client: true,
    server: false,
  },
  {
    rule: "type.widened",
    before: object({ a: map(integer) }),
    after: object({ a: map({ kind: "primitive", name: "number" }) }),
    path: "T.a{}",
    client: false,
    server: true,
  },
  {
    rule: "type.renamed",
    before: object({ a: { kind: "primitive", name: "boolean" } }),
    after: object({ a: { kind: "enum", values: [true, false] } }),
    path: "T.a",
    client: false,
    server: false,
  },
  {
    rule: "type.replaced",
    before: object({ a: { kind: "object", properties: [], rest: integer } }),
    after: object({ a: map(string) }),
    path: "T.a",
    client: true,
    server: true,
  },
  {
    rule: "type.replaced",
    before: object({ a: map(string) }),
    after: object({ a: { ...(object({ "b?": string }) as ObjectNode), rest: integer } }),
    path: "T.a",
    client: true,
    server: true,
  },
  {
    rule: "type.renamed",
    before: object({ a: ref("Old") }),
    after: object({ a: ref("Young") }),
    more: { Old: string, Young: string },
    path: "T.a",
    client: false,
    server: false,
  },
  {
    rule: "enumValue.added",
    before: values("x"),
    after: values("x", "y"),
    path: "T",
    name: '"y"',
    client: false,
    server: true,
  },
  {
    rule: "enumValue.removed",
    before: values("x", "y"),
    after: values("x"),
    path: "T",
    name: '"y"',
    client: true,
    server: false,
  },
  {
    rule: "enumValue.added",
    before: values("x"),
    after: oneOf({ type: values("x") }, { type: values("y"), doc: "Why." }),
    path: "T",
    name: '"y"',
    client: false,
    server: true,
  },
  {
    rule: "enumValue.named",
    before: oneOf(values("x"), string),
    after: oneOf(values("x", "y"), string),
    path: "T",
    name: '"y"',
    client: false,
    server: false,
  },
  {
    rule: "enumValue.unnamed",
    before: oneOf(values("x", "y"), string),
    after: oneOf(values("x"), string),
    path: "T",
    name: '"y"',
    client: false,
    server: false,
  },
  {
    rule: "variant.added",
    before: oneOf(object({ type: values("a") }), object({ type: values("b") })),
    after: oneOf(object({ type: values("a") }), object({ type: values("b") }), object({ type: values("c") })),
    path: "T",
    name: 'type: "c"',
    client: false,
    server: true,
  },
  {
    rule: "variant.removed",
    before: oneOf(string, integer),
    after: oneOf(string),
    path: "T",
    name: "integer",
    client: true,
    server: false,
  },
  {
    rule: "variant.covered",
    before: oneOf(integer, map(anything), string),
    after: oneOf(integer, map(anything), string, object({ url: string })),
    path: "T",
    name: "{ url }",
    client: false,
    server: false,
  },
  {
    rule: "variant.uncovered",
    before: oneOf(string, map(anything), object({ url: string })),
    after: oneOf(string, map(anything)),
    path: "T",
    name: "{ url }",
    client: false,
    server: false,
  },
  {
    rule: "stability.destabilized",
    before: object({ a: string }),
    after: object({ a: { type: string, experimental: true } }),
    path: "T.a",
    client: true,
    server: true,
  },
  {
    rule: "stability.stabilized",
    before: object({ "a?": { type: string, experimental: true } }),
    after: object({ "a?": string }),
    path: "T.a",
    client: false,
    server: false,
  },
  {
    rule: "stability.required",
    before: object({ a: { type: string, experimental: true } }),
    after: object({ a: string }),
    path: "T.a",
    client: true,
    server: false,
  },
  {
    rule: "stability.listed",
    before: oneOf(values("a"), { type: values("b"), experimental: true }),
    after: values("a", "b"),
    path: "T",
    name: '"b"',
    client: false,
    server: true,
  },
  {
    rule: "stability.stabilized",
    before: oneOf(string, { type: values("b"), experimental: true }),
    after: oneOf(string, values("b")),
    path: "T",
    name: '"b"',
    client: false,
    server: false,
  },
  {
    rule: "docs.added",
    before: { type: string },
    after: { type: string, doc: "New." },
    path: "T",
    client: false,
    server: false,
  },
  {
    rule: "docs.removed",
    before: { type: string, doc: "Old." },
    after: { type: string },
    path: "T",
    client: false,
    server: false,
  },
  {
    rule: "docs.changed",
    before: object({ a: { type: string, doc: "Old." } }),
    after: object({ a: { type: string, doc: "New." } }),
    path: "T.a",
    client: false,
    server: false,
  },
];

describe("every rule, by who sends the thing", () => {
  for (const { rule, before, after, more, client, server, path, name } of rows) {
    it.each([
      ["client", client],
      ["server", server],
      ["both", client || server],
      ["nobody", rule === "stability.destabilized"],
    ] as const)(`${rule} at ${path ?? ""}${name ?? ""}, sent by %s: breaking %s`, (by, breaking) => {
      const [change, ...others] = changesOf(sent(by, before, more), sent(by, after, more));
      expect(others).toEqual([]);
      expect(change).toMatchObject({
        rule,
        breaking,
        breakingForOptIn: breaking,
        path,
        name: name ?? null,
        experimental: false,
      });
      expect(change?.methods).toEqual(by === "nobody" ? [] : ["area/ask"]);
      for (const { why } of change?.judgements ?? []) expect(why).toMatch(/\.$/);
    });
  }

  const method = { method: "area/other" };
  it.each<[RuleId, Sketch, boolean]>([
    ["clientRequest.added", { clientRequests: [method] }, false],
    ["serverRequest.added", { serverRequests: [method] }, false],
    ["serverNotification.added", { serverNotifications: [method] }, false],
    ["clientNotification.added", { clientNotifications: [method] }, false],
    ["type.added", { types: { T: string } }, false],
  ])("%s does not break; the way back does", (rule, sketch, breaking) => {
    expect(changesOf({}, sketch)).toEqual([expect.objectContaining({ rule, breaking, change: "added" })]);
    const removed = rule.replace(".added", ".removed");
    expect(changesOf(sketch, {})).toEqual([
      expect.objectContaining({ rule: removed, breaking: true, change: "removed" }),
    ]);
  });

  it("leaves no rule out", () => {
    const tested = new Set<string>([
      ...rows.map(({ rule }) => rule),
      ...["clientRequest", "serverRequest", "serverNotification", "clientNotification", "type"].flatMap(
        (one) => [`${one}.added`, `${one}.removed`],
      ),
    ]);
    expect(Object.keys(RULES).filter((rule) => !tested.has(rule))).toEqual([]);
  });
});

describe("methods", () => {
  const one = (before: Sketch, after: Sketch) =>
    changesOf(before, after).map(({ rule, path, breaking, directions }) => ({
      rule,
      path,
      breaking,
      directions,
    }));

  it("judges params and results by who sends them", () => {
    const asked = (result: TypeNode): Sketch => ({ clientRequests: [{ method: "a/b", result }] });
    expect(one(asked(object({ x: string })), asked(object({ "x?": string })))).toEqual([
      { rule: "field.optional", path: "a/b result.x", breaking: true, directions: ["serverToClient"] },
    ]);
    const poked = (result: TypeNode): Sketch => ({ serverRequests: [{ method: "a/b", result }] });
    expect(one(poked(object({ x: string })), poked(object({ "x?": string })))).toEqual([
      { rule: "field.optional", path: "a/b result.x", breaking: false, directions: ["clientToServer"] },
    ]);
  });

  it("tells params that come, go and become required", () => {
    const none: Sketch = { clientRequests: [{ method: "a/b" }] };
    const with_ = (optional: boolean): Sketch => ({
      clientRequests: [{ method: "a/b", params: params(string, optional) }],
    });
    const rule = (before: Sketch, after: Sketch) =>
      one(before, after).map((change) => [change.rule, change.path, change.breaking]);
    expect(rule(none, with_(true))).toEqual([["field.added.optional", "a/b params", false]]);
    expect(rule(none, with_(false))).toEqual([["field.added.required", "a/b params", true]]);
    expect(rule(with_(true), none)).toEqual([["field.removed", "a/b params", true]]);
    expect(rule(with_(true), with_(false))).toEqual([["field.required", "a/b params", true]]);
  });
});

describe("where a change is told", () => {
  it("once at the definition, with every method that sends it", () => {
    const sketch = (T: TypeNode): Sketch => ({
      types: { T, Outer: object({ "inner?": list(ref("T")) }) },
      clientRequests: [
        { method: "a/one", params: params(ref("Outer")) },
        { method: "b/two", result: ref("T") },
      ],
      serverNotifications: [{ method: "c/three", params: params(ref("Outer")) }],
    });
    expect(changesOf(sketch(values("x")), sketch(values("x", "y")))).toEqual([
      expect.objectContaining({
        path: "T",
        methods: ["a/one", "b/two", "c/three"],
        directions: ["clientToServer", "serverToClient"],
        breaking: true,
        area: "shared types",
      }),
    ]);
  });

  it("only the senders that both sides have judge it", () => {
    const before: Sketch = {
      types: { T: values("x") },
      clientRequests: [{ method: "a/b", params: params(ref("T")) }],
    };
    const after: Sketch = {
      types: { T: values("x", "y") },
      clientRequests: [{ method: "a/b", params: params(ref("T")), result: object({ "new?": ref("T") }) }],
    };
    expect(changesOf(before, after).filter(({ path }) => path === "T")).toEqual([
      expect.objectContaining({ rule: "enumValue.added", breaking: false, directions: ["clientToServer"] }),
    ]);
  });

  it("a named variant comes and goes with its union, not as a type of its own", () => {
    const variant = (value: string): Given => ({
      type: object({ type: values(value), at: string }),
      variantOf: "U",
    });
    const before: Sketch = sent("server", ref("U"), {
      U: oneOf(ref("A"), ref("B")),
      A: variant("a"),
      B: variant("b"),
    });
    const after: Sketch = sent("server", ref("U"), {
      U: oneOf(ref("A"), ref("B"), ref("C")),
      A: variant("a"),
      B: variant("b"),
      C: variant("c"),
    });
    expect(changesOf(before, after).map(({ id }) => id)).toEqual(['variant.added U type: "c"']);
    expect(changesOf(after, before).map(({ id, breaking }) => [id, breaking])).toEqual([
      ['variant.removed U type: "c"', false],
    ]);
  });

  it("variants are told apart by their tags, whatever they are called", () => {
    const union = (a: TypeNode, b: TypeNode) => object({ u: oneOf(a, b) });
    const inline = object({ kind: values("one"), x: string });
    const before = sent("client", union(inline, object({ kind: values("two") })));
    const after = sent("client", union(object({ kind: values("two") }), ref("Named")), {
      Named: object({ kind: values("one"), x: string, y: string }),
    });
    expect(changesOf(before, after).map(({ id, breaking }) => [id, breaking])).toEqual([
      ['field.added.required T.u(kind: "one").y', true],
      ["type.added Named", false],
    ]);
  });

  it("a recursive type under another name is the same type", () => {
    const tree = (name: string) => object({ "children?": list(ref(name)), label: string });
    const before = sent("both", object({ root: ref("Old") }), { Old: tree("Old") });
    const after = sent("both", object({ root: ref("Young") }), { Young: tree("Young") });
    expect(changesOf(before, after)).toMatchObject([
      { rule: "type.removed", path: "Old" },
      { rule: "type.added", path: "Young" },
      { rule: "type.renamed", path: "T.root", breaking: false },
    ]);
  });

  it("says when a removed type has the shape of a new one, and still calls it removed", () => {
    const shape = object({ one: string, two: integer });
    const [removed, added] = changesOf({ types: { Old: shape } }, { types: { Young: shape } });
    expect(removed).toMatchObject({ rule: "type.removed", hint: "The new Young has the same shape." });
    expect(added).toMatchObject({ rule: "type.added", hint: "The removed Old has the same shape." });
  });
});

describe("the experimental API", () => {
  it("never breaks clients that did not opt in", () => {
    const field = (type: TypeNode) => object({ a: { type, experimental: true } });
    expect(changesOf(sent("both", field(string)), sent("both", field(integer)))).toMatchObject([
      { breaking: false, breakingForOptIn: true, experimental: true },
    ]);
    const method: Sketch = { clientRequests: [{ method: "x/y", experimental: true }] };
    expect(changesOf(method, {})).toMatchObject([
      { rule: "clientRequest.removed", breaking: false, breakingForOptIn: true, experimental: true },
    ]);
  });

  it("is judged for each direction by whether stable clients meet it there", () => {
    const sketch = (T: TypeNode): Sketch => ({
      types: { T },
      clientRequests: [
        { method: "a/stable", params: params(ref("T")) },
        { method: "a/experimental", result: ref("T"), experimental: true },
      ],
    });
    expect(changesOf(sketch(values("x")), sketch(values("x", "y")))).toMatchObject([
      {
        breaking: false,
        breakingForOptIn: true,
        experimental: false,
        judgements: [
          { direction: "clientToServer", breaking: false, experimental: false },
          { direction: "serverToClient", breaking: true, experimental: true },
        ],
      },
    ]);
  });

  it("stable → experimental breaks, for methods and types too", () => {
    const method = (experimental: boolean): Sketch => ({ clientRequests: [{ method: "x/y", experimental }] });
    expect(changesOf(method(false), method(true))).toMatchObject([
      { rule: "stability.destabilized", breaking: true },
    ]);
    expect(changesOf(method(true), method(false))).toMatchObject([
      { rule: "stability.stabilized", breaking: false, experimental: false },
    ]);
    const type = (experimental: boolean) => sent("client", { type: string, experimental });
    expect(changesOf(type(false), type(true))).toMatchObject([
      { rule: "stability.destabilized", breaking: true },
    ]);
  });
});

describe("what is about approvals", () => {
  it.each<[string, Sketch, Sketch]>([
    ["a field by its name", sent("client", object({})), sent("client", object({ "sandboxPolicy?": string }))],
    [
      "a field by its type",
      sent("client", object({}), { SandboxMode: string }),
      sent("client", object({ "mode?": ref("SandboxMode") }), { SandboxMode: string }),
    ],
    ["a method", {}, { clientRequests: [{ method: "item/commandExecution/requestApproval" }] }],
    ["any new server request", {}, { serverRequests: [{ method: "time/read" }] }],
    [
      "a type that only such types use",
      sent("client", ref("ExecPolicy"), { ExecPolicy: object({ a: ref("Helper") }), Helper: values("x") }),
      sent("client", ref("ExecPolicy"), {
        ExecPolicy: object({ a: ref("Helper") }),
        Helper: values("x", "y"),
      }),
    ],
  ])("%s", (_name, before, after) => {
    expect(changesOf(before, after)).toMatchObject([{ approval: true }]);
  });

  it("comes first, before what breaks", () => {
    const before = sent("client", object({ a: string }));
    const after = sent("client", object({ a: integer, "approvalPolicy?": string }));
    expect(changesOf(before, after)).toMatchObject([
      { path: "T.approvalPolicy", breaking: false },
      { path: "T.a", breaking: true },
    ]);
  });
});

describe("a variant that comes to have two shapes", () => {
  it("stays one variant of its union, and changes at its own name", () => {
    const shape = (field: string) => object({ type: values("image"), [field]: string });
    const union = { U: oneOf(ref("Image"), ref("Text")), Text: object({ type: values("text") }) };
    const image = (type: TypeNode): Given => ({ type, variantOf: "U" });
    const before = sent("server", ref("U"), { ...union, Image: image(shape("url")) });
    const after = sent("server", ref("U"), { ...union, Image: image(oneOf(shape("url"), shape("fileId"))) });
    const { id, breaking, after: what } = changesOf(before, after)[0]!;
    expect(changesOf(before, after)).toHaveLength(1);
    expect([id, breaking, what]).toEqual([
      'variant.added Image type: "image"',
      true,
      '{ type: "image", fileId: string }',
    ]);
  });
});
