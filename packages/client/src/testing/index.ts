export { startTestCodex } from "./connect-test-codex.js";
export type { TestCodex, TestCodexOptions } from "./connect-test-codex.js";
export { isTestingError, TestingError } from "./errors.js";
export { disconnect, events, failure, streamFailure } from "./failure-replies.js";
export type { FailureOptions } from "./failure-replies.js";
export { gate } from "./gate.js";
export type { Gate } from "./gate.js";
export { guardianVerdict } from "./guardian-verdict.js";
export type { GuardianVerdict } from "./guardian-verdict.js";
export { invalidConfiguration } from "./invalid-configuration.js";
export type { ModelScript, ReplyRule } from "./model-script.js";
export { startListeningRuntime } from "./listening-runtime.js";
export type { ListeningRuntime, ListeningRuntimeOptions } from "./listening-runtime.js";
export type {
  InputContent,
  InputItem,
  ModelRequest,
  ResponsesRequestBody,
  ToolOnOffer,
} from "./model-request.js";
export type {
  CustomToolCallItem,
  FunctionCallItem,
  MessageItem,
  MessagePhase,
  OutputItem,
  ReasoningItem,
} from "./output-item.js";
export { applyPatch, customToolCall, functionCall, message, outputs, reasoning } from "./output-replies.js";
export type { FunctionCallOptions, MessageOptions, ToolCallOptions } from "./output-replies.js";
export type {
  DisconnectReply,
  EventsReply,
  FailureReply,
  OutputReply,
  StreamEvent,
  StreamFailureReply,
  PlainReply,
} from "./plain-reply.js";
export type { Reply } from "./gate.js";
export { recordModel } from "./record-model.js";
export type { ModelRecorder, ModelRecorderOptions } from "./model-recorder.js";
export { scriptFrom } from "./recording.js";
export type { RecordedExchange, RecordedScript, Recording } from "./recording.js";
export { startScriptedModel } from "./scripted-model.js";
export type { ScriptedModel } from "./scripted-model.js";
export type { Deltas } from "./split-deltas.js";
export { createTestHome } from "./test-home.js";
export type { TestHome, TestHomeOptions } from "./test-home.js";
export { startTestRuntime } from "./test-runtime.js";
export type { TestRuntime, TestRuntimeOptions } from "./test-runtime.js";
export type { TokenUsage } from "./token-usage.js";
export type { TomlTable, TomlValue } from "../connect/toml.js";
export type { UnscriptedRequest } from "./model-request.js";
