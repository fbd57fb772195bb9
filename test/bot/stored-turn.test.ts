import { expect, it } from "vitest";
import { readTurn } from "../../src/bot/stored-turn.ts";
import type { Turn } from "../../src/chat/turn.ts";
import { readJson, untrusted, writeJson } from "../../src/lib/untrusted.ts";

const turn: Turn = {
  id: "t1",
  account: {
    surface: "mcp",
    tenant: "",
    id: "ana",
    name: untrusted("ana"),
    standing: "member",
    atMost: ["viewer"],
  },
  place: { surface: "mcp", channel: "ana" },
  input: { kind: "options", command: "isolate", values: { hosts: "WIN-01" } },
  askedBy: "agent",
  cites: ["a:b:c"],
  receivedAt: 5,
  reply: null,
};

it("comes back from the inbox with its ceiling and what it cites", () => {
  expect(readTurn(readJson(writeJson(turn)))).toEqual(turn);
});

it("comes back without them where it had none", () => {
  const { cites: _, account, ...rest } = turn;
  const { atMost: __, ...plain } = account;
  const read = readTurn(readJson(writeJson({ ...rest, account: plain })));
  expect(read).toEqual({ ...rest, account: plain });
});

it("is not taken with a ceiling that cannot be read: a lost one would lift it", () => {
  const broken = { ...turn, account: { ...turn.account, atMost: ["everything"] } };
  expect(readTurn(readJson(writeJson(broken)))).toBeUndefined();
});

it("comes back with the files that came with it", () => {
  const files = [{ name: untrusted("é.ps1"), sizeBytes: 3, address: "https://files.example/F1" }];
  const unmeasured = [{ name: untrusted("b.sh"), sizeBytes: undefined, address: "data:;base64,eA==" }];
  for (const one of [files, unmeasured])
    expect(readTurn(readJson(writeJson({ ...turn, files: one })))).toEqual({ ...turn, files: one });
});
