// Prints what each entry of the client costs its users' bundle.
import { table } from "./codegen/table.js";
import { entrySizes } from "./entry-sizes.js";

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

const sizes = await entrySizes();
console.log(
  table(
    ["entry", "min", "min+gzip", "connected: min+gzip", "on demand: min", "min+gzip", "dependencies loaded"],
    sizes.map(({ entry, loaded, connected, onDemand, dependencies }) => [
      entry,
      kilobytes(loaded.min),
      kilobytes(loaded.gzip),
      kilobytes(connected.gzip),
      kilobytes(onDemand.min),
      kilobytes(onDemand.gzip),
      dependencies.filter((name) => !name.startsWith("node:")).join(" ") || "none",
    ]),
  ),
);
console.log("target: the root entry ≤ 24 kB min+gzip, and no dependency loaded with it");
