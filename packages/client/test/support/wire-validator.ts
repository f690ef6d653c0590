import { Ajv2019, type ErrorObject, type ValidateFunction } from "ajv/dist/2019.js";

import { casesOf, type MethodList, type WireSchema } from "./wire-schema.js";

/** What a message says otherwise than the schema. */
export interface Misfit {
  /** JSON pointer into what was checked. */
  readonly pointer: string;
  readonly expected: string;
  readonly found: string;
}

type Schema = boolean | { readonly [keyword: string]: unknown };

/** Errors of all cases of a union, since the one that was meant must be found; small code, since most is used once. */
const AJV = { strict: false, validateFormats: false, verbose: true, allErrors: true, inlineRefs: false };

/**
 * Holds values to the schema. Two passes: the values that there are must fit, unknown fields aside; and then there must be
 * no unknown field either, since that is how a property shows whose name the schema has wrong, if it is an optional one.
 */
export class WireValidator {
  readonly #schema: WireSchema;
  readonly #compiled = new Map<string, readonly [open: ValidateFunction, closed: ValidateFunction]>();
  #passes: readonly [open: Ajv2019, closed: Ajv2019] | undefined;

  constructor(schema: WireSchema) {
    this.#schema = schema;
  }

  /** Checks a whole message of a method that is listed. */
  message(list: MethodList, method: string, value: unknown): readonly Misfit[] {
    const index = casesOf(this.#schema, list).findIndex((one) => one.method === method);
    return this.#check(`wire#/definitions/${list}/oneOf/${String(index)}`, value, list);
  }

  /** Checks what a request was answered with. */
  result(method: string, value: unknown): readonly Misfit[] {
    return this.#check(`wire#/definitions/${this.#schema.results[method] ?? ""}`, value);
  }

  /** Checks a value against a definition. */
  definition(name: string, value: unknown): readonly Misfit[] {
    return this.#check(`wire#/definitions/${name}`, value);
  }

  #check($ref: string, value: unknown, list?: MethodList): readonly Misfit[] {
    let compiled = this.#compiled.get($ref);
    if (compiled === undefined) {
      const schema = { ...this.#besideCases(list), allOf: [{ $ref }] };
      const [open, closed] = (this.#passes ??= this.#readDefinitions());
      compiled = [open.compile(schema), closed.compile({ ...schema, unevaluatedProperties: false })];
      this.#compiled.set($ref, compiled);
    }
    const [open, closed] = compiled;
    if (!open(value)) return [worst(open.errors ?? [])];
    if (!closed(value)) return unknownFields(closed.errors ?? []);
    return [];
  }

  /** Takes a while: with the first value. */
  #readDefinitions(): readonly [open: Ajv2019, closed: Ajv2019] {
    const read = (make: (schema: Schema) => Schema): Ajv2019 => {
      const definitions = Object.entries(this.#schema.definitions).map(([name, inner]) => [
        name,
        make(inner),
      ]);
      return new Ajv2019(AJV).addSchema({ $id: "wire", definitions: Object.fromEntries(definitions) });
    };
    return [read(opened), read((inner) => closed(opened(inner), true))];
  }

  /** What a list of methods says of all of them, such as that notifications carry a time. */
  #besideCases(list: MethodList | undefined): object {
    const schema = list === undefined ? undefined : this.#schema.definitions[list];
    if (typeof schema !== "object") return {};
    const { oneOf: _cases, $schema: _dialect, ...rest } = schema;
    return rest;
  }
}

/** Of the errors of a failed check, which are those of every case of a union, the one that says most. */
function worst(errors: readonly ErrorObject[]): Misfit {
  const tags = errors.filter(({ keyword }) => keyword === "enum");
  const otherCases = new Set(tags.map((error) => caseOfUnion(error, parentOf(error.instancePath))));
  const meant = errors.filter((error) => {
    const { keyword, instancePath } = error;
    const places = [instancePath, parentOf(instancePath)];
    return !COMBINERS.includes(keyword) && !places.some((place) => otherCases.has(caseOfUnion(error, place)));
  });
  const depth = (error: ErrorObject): number => error.instancePath.split("/").length;
  const candidates = meant.length > 0 ? meant : errors;
  return misfit(candidates.reduce((best, error) => (depth(error) > depth(best) ? error : best)));
}

/** The case of a union that an error comes from, at a place in the value. */
function caseOfUnion({ schemaPath }: ErrorObject, place: string): string {
  return `${/^.*\/(?:oneOf|anyOf)\/\d+/.exec(schemaPath)?.[0] ?? schemaPath} ${place}`;
}

function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf("/"));
}

function unknownFields(errors: readonly ErrorObject[]): readonly Misfit[] {
  const own = errors.filter(({ keyword }) => keyword === "unevaluatedProperties");
  return (own.length > 0 ? own : errors).map((error) => misfit(error));
}

function misfit({ instancePath, keyword, message, params, data }: ErrorObject): Misfit {
  const field = keyword === "unevaluatedProperties" ? String(params["unevaluatedProperty"]) : undefined;
  const found = field === undefined ? data : (data as Record<string, unknown>)[field];
  return {
    pointer: field === undefined ? instancePath : `${instancePath}/${field}`,
    expected: field === undefined ? `${message ?? keyword} ${JSON.stringify(params)}` : "no such field",
    found: (JSON.stringify(found) ?? "undefined").slice(0, 300),
  };
}

/** Without `additionalProperties: false`: a server may be newer than its schema. */
function opened(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || !("additionalProperties" in value)) return value;
    const { additionalProperties, ...rest } = value;
    return additionalProperties === false ? rest : value;
  }) as Schema;
}

const COMBINERS = ["oneOf", "anyOf", "allOf"];
const STRUCTURAL = ["properties", "$ref", ...COMBINERS];

/**
 * With every object closed that has listed properties. A part of a combination stays open, as does a definition: the
 * place that combines or refers to them sees all properties and is closed.
 */
function closed(schema: Schema, part: boolean): Schema {
  if (schema === true)
    return { type: ["string", "number", "boolean", "array", "object", "null"], additionalProperties: true };
  if (typeof schema === "boolean") return schema;
  const copy: Record<string, unknown> = { ...schema };
  const { properties, items, additionalProperties } = schema;
  if (isRecord(properties)) {
    copy["properties"] = Object.fromEntries(
      Object.entries(properties).map(([name, inner]) => [name, closed(inner as Schema, false)]),
    );
  }
  if (items !== undefined) copy["items"] = closed(items as Schema, false);
  if (additionalProperties !== undefined)
    copy["additionalProperties"] = closed(additionalProperties as Schema, false);
  for (const keyword of COMBINERS) {
    const cases = schema[keyword];
    if (Array.isArray(cases)) copy[keyword] = (cases as Schema[]).map((inner) => closed(inner, true));
  }
  const structural = STRUCTURAL.some((keyword) => keyword in schema);
  // No properties are known of an empty struct, or of what may be anything.
  if (!structural) copy["additionalProperties"] ??= true;
  else if (!part) copy["unevaluatedProperties"] = false;
  return copy;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
