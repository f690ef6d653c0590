import type { SurfaceMethod, SurfaceSetting } from "../../surface/surface.js";
import { sinceText } from "../since-text.js";
import { propertyName } from "../type-text.js";
import { SPOKEN } from "./type-parameters.js";

/** The operation that a method runs. */
export function operationText(method: SurfaceMethod): string {
  const { approval, sandbox, profile, tools } = method;
  const lines = [
    `name: ${JSON.stringify(`${SPOKEN[method.on]}.${method.name}`)},`,
    `method: ${JSON.stringify(method.request)},`,
    ...(approval.kind === "mode"
      ? [
          `approval: { whenOmitted: ${JSON.stringify(approval.whenOmitted)}${approval.configured === true ? ", configured: true" : ""} },`,
        ]
      : []),
    ...(approval.kind === "in-force" ? ["inForce: true,"] : []),
    ...(method.method.params.kind === "none" ? ["bare: true,"] : []),
    ...(sandbox === undefined ? [] : [`sandbox: ${JSON.stringify(sandbox)},`]),
    ...(profile === undefined ? [] : [`profile: ${JSON.stringify(profile)},`]),
    ...(method.clientOptions === undefined
      ? []
      : [`clientOptions: ${JSON.stringify(Object.keys(method.clientOptions))},`]),
    ...(tools === undefined ? [] : [`tools: ${JSON.stringify(tools)},`]),
    ...(method.settings.length === 0
      ? []
      : [`settings: { ${method.settings.map(settingText).join(", ")} },`]),
    `options: [${method.fields.map(({ name }) => JSON.stringify(name)).join(", ")}],`,
    ...(method.method.age?.stable === undefined ? [] : [`since: ${sinceText(method.method.age)},`]),
    ...(method.young.length === 0
      ? []
      : [
          `later: { ${method.young.map(({ name, age }) => `${propertyName(name)}: ${sinceText(age)}`).join(", ")} },`,
        ]),
  ];
  return `const ${operationName(method)}: Operation<${JSON.stringify(method.request)}> = {\n${lines.join("\n")}\n};`;
}

function settingText({ name, setting, values }: SurfaceSetting): string {
  const taken = values === undefined ? "" : `, values: ${JSON.stringify(values)}`;
  return `${propertyName(name)}: { setting: ${JSON.stringify(setting)}${taken} }`;
}

/** The constant that holds a method's operation. */
export function operationName({ on, name }: SurfaceMethod): string {
  return `${on.charAt(0).toLowerCase()}${on.slice(1)}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
