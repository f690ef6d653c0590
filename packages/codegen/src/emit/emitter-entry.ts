import { servePartsOf } from "../threads/serve-parts.js";
import { emit } from "./emit.js";

servePartsOf(emit);
