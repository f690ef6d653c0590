import type { Tool } from "../dynamic-tools/tool.js";
import type { ExperimentalRpc } from "../generated/experimental/rpc.js";
import type { Rpc } from "../generated/rpc.js";

/** A client that did not opt in has no profiles to name. */
export type ProfileOf<Raw extends Rpc> = Raw extends ExperimentalRpc ? string : never;

/** What the option `tools` takes: nothing, on a client that did not opt into the experimental API. */
export type ToolsOf<Raw extends Rpc> = Raw extends ExperimentalRpc ? readonly Tool[] : never;
