import { CodegenError } from "../errors/codegen-error.js";
import { type Property, type Protocol, type RequestMethod } from "../protocol/protocol.js";
import { isApprovalField } from "./approval-fields.js";
import { type Surface, type SurfaceMethod, type SurfaceOption, type SurfaceRow } from "./surface.js";
import { RAW_REQUESTS, SURFACE_TABLE } from "./table.js";

const TABLE = "packages/codegen/src/surface/table.ts";

/**
 * Checks the table against the protocol. Closed by default: a request that carries approval routing and has no rule, a
 * row for a request that is gone and a listed field that is gone each stop the run by name.
 */
export function resolveSurface(protocol: Protocol, table: readonly SurfaceRow[] = SURFACE_TABLE): Surface {
  refuseUnruledRequests(protocol, table);
  const methods = table.map((row) => resolveRow(protocol, row));
  return { methods, notExposed: methods.flatMap((method) => notExposed(protocol, method)) };
}

function refuseUnruledRequests(protocol: Protocol, table: readonly SurfaceRow[]): void {
  for (const request of protocol.clientRequests) {
    const carried = fieldsOf(protocol, request).filter((field) => isApprovalField(field.name));
    const rows = table.filter((row) => row.request === request.method);
    const ruled = rows.length > 0 && rows.every((row) => row.approval.kind !== "none");
    if (carried.length === 0 || ruled || Object.hasOwn(RAW_REQUESTS, request.method)) continue;
    throw new CodegenError({
      message: `The request ${request.method} carries approval routing and has no approval rule.`,
      pointer: `/definitions/ClientRequest (${request.method})`,
      found: carried.map((field) => field.name).join(", "),
      expected: "a row with an approval rule for it in the surface table",
      fix: `Decide what the request does to approvals and add a row to ${TABLE}.`,
    });
  }
}

function resolveRow(protocol: Protocol, row: SurfaceRow): SurfaceMethod {
  const method = protocol.clientRequests.find((request) => request.method === row.request);
  if (method === undefined) {
    throw rowError(
      row,
      `The request ${row.request} is gone from the schema.`,
      "no such method",
      `the request ${row.request}`,
    );
  }
  const all = fieldsOf(protocol, method);
  // What a client must opt into is not there for the high-level API, which every client has.
  const stable = all.filter((field) => !field.experimental);
  const fields = new Map(stable.map((field) => [field.name, field]));
  const pick = (name: string, field: string): SurfaceOption => {
    if (isApprovalField(field)) {
      throw rowError(
        row,
        `The table lists the raw approval field ${field}.`,
        field,
        "an approval rule instead",
      );
    }
    const found = fields.get(field);
    if (found !== undefined) return { name, field: found };
    throw goneError(row, field);
  };

  const { tools } = row;
  // A schema that was read without its experimental part has no tools to lose.
  const optedIn = protocol.clientRequests.some(({ experimental }) => experimental);
  if (tools === "dynamicTools" && optedIn && !all.some(({ name }) => name === tools)) {
    throw goneError(row, tools);
  }
  const renamed = Object.entries(row.renamed ?? {});
  for (const field of [...(row.bound ?? []), ...(row.sandbox ? [row.sandbox] : [])]) pick(field, field);
  const later = (row.laterOptions ?? []).filter((field) => fields.has(field));
  return {
    ...row,
    method,
    fields: [
      ...[...(row.options ?? []), ...later].map((field) => pick(field, field)),
      ...renamed.map(([name, field]) => pick(name, field)),
    ],
    arguments: Object.entries(row.positional ?? {}).map(([name, field]) => pick(name, field)),
  };
}

function notExposed(protocol: Protocol, method: SurfaceMethod): readonly string[] {
  const settled = new Set([
    ...[...method.fields, ...method.arguments].map(({ field }) => field.name),
    ...(method.bound ?? []),
    ...Object.keys(method.withheld ?? {}),
    method.sandbox,
  ]);
  return fieldsOf(protocol, method.method)
    .filter((field) => !settled.has(field.name) && !isApprovalField(field.name) && !field.experimental)
    .map((field) => `${method.on}.${method.name}: ${field.name}`);
}

function fieldsOf(protocol: Protocol, { params }: RequestMethod): readonly Property[] {
  if (params.kind === "none") return [];
  const { type } = params;
  const target =
    type.kind === "reference" ? protocol.definitions.find(({ name }) => name === type.name)?.type : type;
  return target?.kind === "object" ? target.properties : [];
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
