// `depcruise packages/*/src` reads this; the rules themselves are in tools/layers.mjs, which the tests read as well.
import { cruiseOptions, layerRules } from "./tools/layers.mjs";

export default { ...layerRules("packages"), options: cruiseOptions };
