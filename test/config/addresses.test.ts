import { expect, it } from "vitest";
import { isLoopback } from "../../src/config/addresses.ts";

it.each(["127.0.0.1", "127.8.0.2", "localhost", "::1", "[::1]"])("%s is this machine", (host) => {
  expect(isLoopback(host)).toBe(true);
});

it.each(["127.0.0.1.example.com", "127.example.com", "localhost.example.com", "10.0.0.1", "::", ""])(
  "%s may be anybody's",
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);
