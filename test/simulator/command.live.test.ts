import { expect, it } from "vitest";
import { isScenario, runSimulate } from "../../src/simulator/command.ts";
import { fetchToken } from "./caller.ts";

it("prints where it is and how to sign in, and stops when told to", async () => {
  const lines: string[] = [];
  const stop = new AbortController();
  let ready = (): void => undefined;
  const printed = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const running = runSimulate({
    scenario: "quiet",
    signal: stop.signal,
    print(line) {
      lines.push(line);
      if (lines.length === 3) ready();
    },
  });
  await printed;
  const value = (label: string): string =>
    lines.find((line) => line.startsWith(`${label}: `))?.slice(label.length + 2) ?? "";
  const [url, id, secret] = [value("address"), value("client id"), value("client secret")];
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await fetchToken(url, id, secret)).not.toBe("");
  stop.abort();
  await running;
  await expect(fetchToken(url, id, secret)).rejects.toThrow("fetch failed");
});

it("knows its scenarios by name", () => {
  expect(["incident", "quiet", "hostile", "storm"].every(isScenario)).toBe(true);
  expect(isScenario("holiday")).toBe(false);
});
