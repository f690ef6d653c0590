import { describe, expect, test } from "vitest";
import {
  encodeError,
  encodeNotification,
  encodeRequest,
  encodeResult,
  parseMessage,
} from "../../../src/rpc/messages.js";
import { isProtocolError } from "../../../src/transport/protocol-error.js";

describe("parseMessage", () => {
  test.each([
    ["a response", { id: 1, result: { a: 1 } }, "response"],
    ["a response without a value", { id: 1, result: null }, "response"],
    ["an error", { id: 1, error: { code: -32600, message: "no" } }, "response"],
    ["an error that answers nothing", { id: null, error: { code: -32700, message: "no" } }, "response"],
    ["a request with the id 0", { id: 0, method: "ask", params: {} }, "request"],
    ["a request with a text id", { id: "a", method: "ask", params: {} }, "request"],
    ["a notification", { method: "tell", params: {}, emittedAtMs: 1 }, "notification"],
    ["a notification without params", { method: "tell" }, "notification"],
    ["members that nobody knows", { jsonrpc: "2.0", trace: 1, method: "tell" }, "notification"],
  ])("reads %s", (_, message, kind) => {
    expect(parseMessage(JSON.stringify(message)).kind).toBe(kind);
  });

  test.each([
    ["text", "hello"],
    ["half a message", '{"id":1,"resu'],
    ["null", "null"],
    ["a number", "17"],
    ["an array", '[{"method":"tell"}]'],
    ["an empty object", "{}"],
    ["an id alone", '{"id":1}'],
    ["a method that is no text", '{"method":1}'],
    ["a request with the id null", '{"id":null,"method":"ask"}'],
    ["an error that is text", '{"id":1,"error":"no"}'],
    ["an error without a code", '{"id":1,"error":{"message":"no"}}'],
  ])("refuses %s", (_, text) => {
    expect(() => parseMessage(text)).toThrow(expect.toSatisfy(isProtocolError));
  });

  test("quotes only the beginning of a huge line", () => {
    try {
      parseMessage("x".repeat(1_000_000));
      expect.unreachable();
    } catch (error) {
      expect(isProtocolError(error) && error.excerpt.length).toBeLessThan(300);
    }
  });
});

test("what is sent has no jsonrpc member, and no params where there are none", () => {
  expect(encodeRequest(1, "a/b", undefined)).toBe('{"id":1,"method":"a/b"}');
  expect(encodeRequest(2, "a/b", '{"c":1}')).toBe('{"id":2,"method":"a/b","params":{"c":1}}');
  expect(encodeNotification("initialized", undefined)).toBe('{"method":"initialized"}');
  expect(encodeResult("x", undefined)).toBe('{"id":"x","result":null}');
  expect(encodeError(0, { code: 1, message: "m" })).toBe('{"id":0,"error":{"code":1,"message":"m"}}');
});
