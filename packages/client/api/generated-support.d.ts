export { ApprovalMode, Budget, MatchedTurnResult, Operation, RetryOverloadedOptions, SandboxOptions, SandboxOrProfile, SchemaInput, SchemaOutput, StructuredTurnResult, ThreadApprovalHandler, Turn, TurnInput, TurnResult, UnfinishedTurnResult } from './chunks/schema-input.d.js';
type RequestFunction<Requests extends {
    [Method in keyof Requests]: {
        params: unknown;
        result: unknown;
    };
}> = <Method extends keyof Requests>(method: Method, params: Requests[Method]["params"], options?: CallOptions) => Promise<Requests[Method]["result"]>;
interface MethodCaller {
    call(method: string, params?: unknown, options?: CallOptions): Promise<unknown>;
}
declare function requestFunction<Requests extends {
    [Method in keyof Requests]: {
        params: unknown;
        result: unknown;
    };
}>(caller: MethodCaller): RequestFunction<Requests>;
export { CallOptions, requestFunction };
export type { MethodCaller, RequestFunction };
