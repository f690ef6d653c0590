import { servePartsOf } from "../threads/serve-parts.js";
import { readStretch } from "./read-stretch.js";

servePartsOf(readStretch);
