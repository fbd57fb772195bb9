import { describe, expect, it } from "vitest";
import { isolate } from "../../commands/isolate.ts";
import { release } from "../../commands/release.ts";
import { authorize } from "../../src/bot/authorize.ts";
import type { Seen } from "../../src/bot/people.ts";
import type { Role } from "../../src/chat/person.ts";

const seen = (...roles: Role[]): Seen => ({
  person: { id: "kim", name: "Kim", roles: new Set(roles), accounts: [] },
  standing: "member",
  isListed: true,
  unsure: undefined,
});
const may = (
  roles: readonly Role[],
  values: Readonly<Record<string, string>>,
  command = isolate,
): boolean => {
  try {
    authorize(command.info, seen(...roles), "person", values);
    return true;
  } catch {
    return false;
  }
};

describe("break-glass is the approver's", () => {
  it.each([
    [["approver"], { emergency: "true" }, true],
    [["approver"], { emergency: "yes" }, true],
    [["approver"], { emergency: "false" }, false],
    [["approver"], { emergency: "no" }, false],
    [["approver"], { emergency: "maybe" }, false],
    [["approver"], {}, false],
    [["responder"], {}, true],
    [["responder"], { emergency: "true" }, true],
    [["viewer", "admin"], { emergency: "true" }, false],
  ] as const)("%j with %j may ask for an isolation: %s", (roles, values, expected) => {
    expect(may(roles, values)).toBe(expected);
  });

  it("opens nothing else", () => {
    expect(may(["approver"], { emergency: "true" }, release)).toBe(false);
  });
});
