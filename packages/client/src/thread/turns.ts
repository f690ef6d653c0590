import type { TurnTypes } from "../operation/turn-types.js";
import type { SchemaInput, SchemaOutput } from "../schema/schema-input.js";
import type {
  MatchedTurnResult,
  StructuredTurnResult,
  UnfinishedTurnResult,
} from "../structured-output/structured-result.js";
import type { TurnResult } from "../turn/turn-result.js";
import type { Turn } from "../turn/turn.js";

/** What the turns of a thread hand back, with and without an output schema. */
export interface Turns extends TurnTypes {
  readonly handle: Turn<ResultOf<this["schema"]>>;
  readonly outcome: OutcomeOf<this["schema"]>;
}

type ResultOf<Schema> = Schema extends SchemaInput ? StructuredTurnResult<SchemaOutput<Schema>> : TurnResult;

/** `run` throws where there is an `outputError`. */
type OutcomeOf<Schema> = Schema extends SchemaInput
  ? MatchedTurnResult<SchemaOutput<Schema>> | UnfinishedTurnResult
  : TurnResult;
