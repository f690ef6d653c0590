import { isJsonObject, ownValue, pointerTo, type JsonSchema } from "./json-schema.js";
import { subschemasOf } from "./subschemas.js";

/** What a reference is relative to: the address of a schema resource, and where in the file that resource stands. */
interface Base {
  readonly uri: string;
  readonly pointer: string;
}

/** The address of a document that gives itself none. */
const NAMELESS = "schema:/";

/** Where in one document its references lead: by JSON pointer, by `$anchor`, by `$id`. */
export class ReferenceIndex {
  readonly #document: unknown;
  readonly #bases = new Map<string, Base>();
  /** Address, with its fragment where it has one → pointer. */
  readonly #addresses = new Map<string, string>();
  readonly #root: Base;

  constructor(document: unknown) {
    this.#document = document;
    const id = isJsonObject(document) ? document["$id"] : undefined;
    this.#root = { uri: addressOf(typeof id === "string" ? id : "", NAMELESS) ?? NAMELESS, pointer: "" };
    this.#addresses.set(this.#root.uri, "");
  }

  /** Takes in a schema that stands at `pointer`, with all that is in it. */
  add(schema: JsonSchema, pointer: string, outer: Base = this.#root): void {
    if (typeof schema === "boolean") return;
    const base = this.#baseOf(schema.$id, pointer, outer);
    this.#bases.set(pointer, base);
    for (const anchor of [schema.$anchor, schema.$dynamicAnchor]) {
      if (anchor !== undefined) this.#addresses.set(`${base.uri}#${anchor}`, pointer);
    }
    for (const { schema: inner, keys } of subschemasOf(schema)) {
      this.add(inner, pointerTo(pointer, ...keys), base);
    }
  }

  /** The pointer that `reference` leads to from the schema at `from`; `undefined` where it leads out of the document. */
  resolve(reference: string, from: string): string | undefined {
    const base = this.#bases.get(from) ?? this.#root;
    const [address = "", fragment = ""] = splitOnce(reference, "#");
    const uri = address === "" ? base.uri : addressOf(address, base.uri);
    if (uri === undefined) return undefined;
    if (fragment !== "" && !fragment.startsWith("/")) return this.#addresses.get(`${uri}#${fragment}`);
    const start = address === "" ? base.pointer : this.#addresses.get(uri);
    const path = decoded(fragment);
    return start === undefined || path === undefined ? undefined : start + path;
  }

  /** What stands at a pointer; `undefined` for nothing. */
  at(pointer: string): unknown {
    let value = this.#document;
    for (const token of tokensOf(pointer)) {
      if (Array.isArray(value)) value = /^\d+$/.test(token) ? (value[Number(token)] as unknown) : undefined;
      else value = isJsonObject(value) ? ownValue(value, token) : undefined;
    }
    return value;
  }

  /** An `$id` begins a resource of its own; in draft-07, one that is a fragment alone is an anchor. */
  #baseOf(id: string | undefined, pointer: string, outer: Base): Base {
    if (id === undefined) return outer;
    if (id.startsWith("#")) {
      this.#addresses.set(outer.uri + id, pointer);
      return outer;
    }
    const uri = addressOf(id.replace(/#$/, ""), outer.uri);
    if (uri === undefined) return outer;
    this.#addresses.set(uri, pointer);
    return { uri, pointer };
  }
}

/** The keys of a JSON pointer. */
export function tokensOf(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function addressOf(reference: string, base: string): string | undefined {
  return URL.canParse(reference, base) ? new URL(reference, base).href : undefined;
}

function decoded(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
