import { vi } from "vitest";

/** Takes what a program prints, instead of showing it, until `vi.restoreAllMocks`. */
export function takePrinted(): { readonly text: string } {
  let text = "";
  vi.spyOn(console, "log").mockImplementation((line) => {
    text += `${String(line)}\n`;
  });
  vi.spyOn(console, "error").mockImplementation((line) => {
    text += `error: ${String(line)}\n`;
  });
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  return {
    get text() {
      return text;
    },
  };
}
