import { isDeepStrictEqual } from "node:util";
import { CodegenError } from "../errors/codegen-error.js";
import { requestOwner, typeOwner, type Place } from "../history/visit-places.js";
import type { Property, Protocol, RequestMethod, TypeNode } from "../protocol/protocol.js";
import { unionOf } from "../protocol/algebra.js";
import { childrenOf } from "../protocol/visit.js";
import { isApprovalField } from "./approval-fields.js";
import type { SettingOption, Surface, SurfaceMethod, SurfaceRow } from "./surface.js";
import { RAW_REQUESTS, SURFACE_TABLE } from "./table.js";

const TABLE = "packages/codegen/src/surface/table";

/** Whether something that the protocol lacks is there in the runtimes that came later. */
type ComesLater = (place: Place) => boolean;

/**
 * Checks the table against the protocol. Closed by default: a request that carries approval routing and has no rule, and a request or
 * a field of a row that is gone, stop the run by name. Gone is what is missing and did not come with a later runtime.
 */
export function resolveSurface(
  protocol: Protocol,
  table: readonly SurfaceRow[] = SURFACE_TABLE,
  comesLater: ComesLater = () => false,
): Surface {
  refuseUnruledRequests(protocol, table);
  const methods = table.flatMap((row) => {
    const method = requestOf(protocol, row);
    if (method !== undefined) return [resolveRow(protocol, row, method, comesLater)];
    if (comesLater({ owner: requestOwner(row.request), path: "", experimental: false })) return [];
    throw rowError(
      row,
      `The request ${row.request} is gone from the schema.`,
      "no such method",
      `the request ${row.request}`,
    );
  });
  return { methods, notExposed: methods.flatMap((method) => notExposed(protocol, method)) };
}

function refuseUnruledRequests(protocol: Protocol, table: readonly SurfaceRow[]): void {
  for (const request of protocol.clientRequests) {
    const carried = approvalFieldsOf(protocol, request);
    const rows = table.filter((row) => row.request === request.method);
    const ruled = rows.length > 0 && rows.every((row) => row.approval.kind === "mode");
    if (carried.length === 0 || ruled || Object.hasOwn(RAW_REQUESTS, request.method)) continue;
    throw new CodegenError({
      message: `The request ${request.method} carries approval routing and has no approval rule.`,
      file: protocol.file,
      pointer: request.pointer,
      found: carried.join(", "),
      expected: "a row with an approval rule for it in the surface table",
      fix: `Decide what the request does to approvals and add a row to ${TABLE}.`,
    });
  }
}

function resolveRow(
  protocol: Protocol,
  row: SurfaceRow,
  method: RequestMethod,
  comesLater: ComesLater,
): SurfaceMethod {
  const all = fieldsOf(protocol, method);
  const fields = new Map(stable(all).map((field) => [field.name, field]));
  const isLater = (name: string, experimental = false): boolean =>
    comesLater({ owner: typeOwner(paramsName(method)), path: `.${name}`, experimental });
  const pick = (field: string): Property[] => {
    if (isApprovalField(field)) {
      throw rowError(
        row,
        `The table lists the raw approval field ${field}.`,
        field,
        "an approval rule instead",
      );
    }
    const found = fields.get(field);
    if (found !== undefined) return [found];
    if (isLater(field)) return [];
    throw goneError(row, field);
  };
  // A schema that was read without its experimental part has none to lose.
  const optedIn = protocol.clientRequests.some(({ experimental }) => experimental);
  const has = (field: string): boolean => {
    const found = all.some(({ name }) => name === field);
    if (!found && optedIn && !isLater(field, true)) throw goneError(row, field);
    return found;
  };

  const { tools, profile, settings = {}, ...rest } = row;
  const options = (row.options ?? [])
    .flatMap(pick)
    .map((field) => ({ ...field, doc: field.doc ?? row.optionDocs?.[field.name] }));
  const filled = new Set([...options, ...(row.inputFields ?? []).flatMap(pick)].map(({ name }) => name));
  for (const name of [tools, profile]) if (name !== undefined) filled.add(name);
  for (const field of [...(row.bound ?? []), ...(row.sandbox ? [row.sandbox] : [])]) pick(field);
  if (row.call === "pages" || row.call === "all-pages") refuseUnpaged(protocol, row, method, fields);
  return {
    ...rest,
    ...(tools === undefined || (tools === "dynamicTools" && !has(tools)) ? {} : { tools }),
    ...(profile === undefined || !has(profile) ? {} : { profile }),
    method,
    fields: options,
    settings: Object.entries(settings).flatMap(([name, option]) => {
      const type = settingType(protocol, row, option, comesLater);
      return type === undefined ? [] : [{ ...option, name, values: wordsOf(type) }];
    }),
    arguments: Object.entries(row.positional ?? {}).flatMap(([name, field]) =>
      pick(field).map((found) => ({ name, field: found })),
    ),
    answer: row.answer === undefined ? undefined : answerField(protocol, row, method, row.answer),
    young: all.filter(
      ({ name, age }) =>
        filled.has(name) &&
        (age?.stable ?? age?.experimental) !== undefined &&
        !isDeepStrictEqual(age, method.age),
    ),
  };
}

/** The type of a setting's value; `undefined` where the runtime is too old for it. */
function settingType(
  protocol: Protocol,
  row: SurfaceRow,
  { setting, type }: SettingOption,
  comesLater: ComesLater,
): TypeNode | undefined {
  const definition = protocol.definitions.find(({ name }) => name === type);
  if (definition !== undefined) return definition.type;
  if (comesLater({ owner: typeOwner(type), path: "", experimental: false })) return undefined;
  throw rowError(
    row,
    `The type ${type} of the setting ${setting} is gone.`,
    "no such type",
    `the type ${type}`,
  );
}

/** The words that a setting takes, where the protocol lists them. */
function wordsOf(type: TypeNode): readonly string[] | undefined {
  return type.kind === "enum" ? type.values.map(String) : undefined;
}

function paramsName({ params }: RequestMethod): string {
  return params.kind === "params" && params.type.kind === "reference" ? params.type.name : "";
}

/** Pages are followed by their cursors, so there must be some to follow. */
function refuseUnpaged(
  protocol: Protocol,
  row: SurfaceRow,
  method: RequestMethod,
  fields: ReadonlyMap<string, Property>,
): void {
  if (!fields.has("cursor")) {
    throw rowError(row, `${row.request} takes no cursor.`, "no such field", "the params field cursor");
  }
  if (answerField(protocol, row, method, "data").type.kind !== "array") {
    throw rowError(
      row,
      `The data of ${row.request} is no list.`,
      "no list",
      "a list in the result field data",
    );
  }
  answerField(protocol, row, method, "nextCursor");
}

function answerField(protocol: Protocol, row: SurfaceRow, { result }: RequestMethod, name: string): Property {
  const found = stable(propertiesOf(protocol, result)).find((property) => property.name === name);
  if (found !== undefined) return found;
  throw rowError(
    row,
    `The field ${name} is gone from the result of ${row.request}.`,
    "no such field",
    `the field ${name}`,
  );
}

function notExposed(protocol: Protocol, method: SurfaceMethod): readonly string[] {
  const settled = new Set([
    ...method.fields.map(({ name }) => name),
    ...method.arguments.map(({ field }) => field.name),
    ...(method.bound ?? []),
    ...(method.inputFields ?? []),
    ...Object.keys(method.withheld ?? {}),
    method.sandbox,
  ]);
  return (
    stable(fieldsOf(protocol, method.method))
      // What a later runtime gave up need not be decided any more.
      .filter(({ name, age }) => !settled.has(name) && !isApprovalField(name) && age?.until === undefined)
      .map(({ name }) => `${method.on}.${method.name}: ${name}`)
  );
}

function requestOf(protocol: Protocol, { request }: SurfaceRow): RequestMethod | undefined {
  return stable(protocol.clientRequests).find(({ method }) => method === request);
}

/** What a client must opt into is not there for the high-level API, which every client has. */
function stable<T extends { readonly experimental: boolean }>(list: readonly T[]): readonly T[] {
  return list.filter(({ experimental }) => !experimental);
}

function fieldsOf(protocol: Protocol, { params }: RequestMethod): readonly Property[] {
  return params.kind === "none" ? [] : propertiesOf(protocol, params.type);
}

/** The fields that every value of the type may have. */
function propertiesOf(protocol: Protocol, type: TypeNode): readonly Property[] {
  const target = targetOf(protocol, type);
  if (target.kind === "object") return target.properties;
  if (target.kind === "intersection") return target.members.flatMap((one) => propertiesOf(protocol, one));
  if (target.kind !== "union") return [];
  const [first = [], ...others] = target.variants.map((variant) => propertiesOf(protocol, variant.type));
  return first.flatMap((property) => {
    const same = others.map((fields) => fields.find(({ name }) => name === property.name));
    if (!same.every((one) => one !== undefined)) return [];
    const all = [property, ...same];
    return [
      {
        ...property,
        type: unionOf(all.map(({ type }) => type)),
        optional: all.some(({ optional }) => optional),
        experimental: all.some(({ experimental }) => experimental),
      },
    ];
  });
}

/** The approval routing that a request's params carry in any of their forms: no construct of the schema hides it. */
function approvalFieldsOf(protocol: Protocol, { params }: RequestMethod): readonly string[] {
  const carried = new Set<string>();
  const seen = new Set<string>();
  const visit = (type: TypeNode): void => {
    if (type.kind === "reference") {
      if (seen.has(type.name)) return;
      seen.add(type.name);
      visit(targetOf(protocol, type));
    } else if (type.kind === "object") {
      for (const { name } of type.properties) if (isApprovalField(name)) carried.add(name);
    } else if (type.kind === "union" || type.kind === "intersection") childrenOf(type).forEach(visit);
  };
  if (params.kind === "params") visit(params.type);
  return [...carried];
}

function targetOf(protocol: Protocol, type: TypeNode): TypeNode {
  if (type.kind !== "reference") return type;
  const target = protocol.definitions.find(({ name }) => name === type.name)?.type;
  return target === undefined ? type : targetOf(protocol, target);
}

function goneError(row: SurfaceRow, field: string): CodegenError {
  return rowError(
    row,
    `The field ${field} is gone from the params of ${row.request}.`,
    "no such field",
    `the field ${field}`,
  );
}

function rowError(row: SurfaceRow, message: string, found: string, expected: string): CodegenError {
  return new CodegenError({
    message: `${row.on}.${row.name}: ${message}`,
    found,
    expected,
    fix: `Change the row ${row.on}.${row.name} in ${TABLE}.`,
  });
}
