import { describe, expect, it } from "vitest";
import type { Account, AccountRef, Role, Standing } from "../../src/chat/person.ts";
import { authorize } from "../../src/bot/authorize.ts";
import { listPeople } from "../../src/bot/listed-people.ts";
import { createPeople, type PeopleParts } from "../../src/bot/people.ts";
import { Refused } from "../../src/bot/refusal.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { SAMPLES } from "./sample-commands.ts";
import { quiet } from "./world.ts";

const listed = listPeople([
  { name: "Ana Diaz", shell: "ana", accounts: { chat: "U0ANA", talk: "2001" }, roles: ["responder"] },
  { name: "Lee Chan", accounts: { chat: "U0LEE" }, roles: ["viewer", "approver"] },
  { name: "Nia", accounts: { chat: "U0NIA" }, roles: [] },
]);

const account = (id: string, rest: Partial<Account> = {}): Account => ({
  surface: "chat",
  id,
  tenant: "T1",
  name: untrusted(id),
  standing: "member",
  ...rest,
});

interface Platform {
  standing?: Standing | Error;
  groups?: readonly string[] | Error;
  asked: string[];
}

function peopleOn(platforms: Readonly<Record<string, Platform>>, parts: Partial<PeopleParts> = {}) {
  const clock = fakeClock();
  const people = createPeople({
    listed,
    groups: [],
    defaultRoles: [],
    links: { personOf: async () => undefined, accountsOf: async () => [] },
    adapter(surface) {
      const platform = platforms[surface];
      if (platform === undefined) return undefined;
      const { standing, groups } = platform;
      return {
        ...(standing === undefined
          ? {}
          : { standingOf: (ref: AccountRef) => answer(platform, ref, standing) }),
        ...(groups === undefined ? {} : { groupsOf: (ref: AccountRef) => answer(platform, ref, groups) }),
      };
    },
    clock,
    log: quiet,
    ...parts,
  });
  return { people, clock };
}

async function answer<T>(platform: Platform, ref: AccountRef, value: T | Error): Promise<T> {
  platform.asked.push(ref.id);
  if (value instanceof Error) throw value;
  return value;
}

const infoOf = (name: string) => SAMPLES.find(({ info }) => info.name === name)!.info;

/** `ok`, or why the person may not. */
async function verdict(
  people: ReturnType<typeof peopleOn>["people"],
  who: Account,
  command: string,
): Promise<string> {
  const info = infoOf(command);
  try {
    authorize(info, await people.who(who, info.changes ? "fresh" : "cached"), "person");
    return "ok";
  } catch (error) {
    if (error instanceof Refused) return error.why;
    throw error;
  }
}

describe("a person", () => {
  it("is the same on every surface that the settings name", async () => {
    const { people } = peopleOn({});
    for (const who of [
      account("U0ANA"),
      account("2001", { surface: "talk" }),
      account("ana", { surface: "terminal" }),
      account("ana", { surface: "mcp" }),
      account("ana-diaz", { surface: "web" }),
    ]) {
      const { person, isListed } = await people.who(who, "fresh");
      expect([person.id, person.name, isListed]).toEqual(["ana-diaz", "Ana Diaz", true]);
      expect(person.accounts).toContainEqual({ surface: "talk", id: "2001" });
    }
    expect((await people.personById("ana-diaz"))?.accounts).toHaveLength(5);
  });

  it("is also whoever a linked account says", async () => {
    const second = { surface: "talk", id: "999" };
    const { people } = peopleOn(
      {},
      {
        links: {
          personOf: async ({ id }) => (id === "999" ? "ana-diaz" : undefined),
          accountsOf: async (id) => (id === "ana-diaz" ? [second] : []),
        },
      },
    );
    const { person } = await people.who(account("999", { surface: "talk" }), "fresh");
    expect([person.id, [...person.roles]]).toEqual(["ana-diaz", ["responder"]]);
    expect(await people.idOf(second)).toBe("ana-diaz");
    expect((await people.who(account("U0ANA"), "cached")).person.accounts).toContainEqual(second);
  });

  it("without an entry is a person of that account alone", async () => {
    const { people } = peopleOn({});
    const { person, isListed } = await people.who(account("U9"), "fresh");
    expect([person.id, person.roles.size, isListed]).toEqual(["chat:U9", 0, false]);
    expect((await people.personById("chat:U9"))?.accounts).toEqual([{ surface: "chat", id: "U9" }]);
    expect(await people.personById("nobody")).toBeUndefined();
  });

  it("without an entry is the same person in every workspace, and in private", async () => {
    const { people } = peopleOn({});
    for (const tenant of ["T1", "T2", ""]) {
      const { person } = await people.who({ ...account("U9"), tenant }, "fresh");
      expect(person.id).toBe(await people.idOf({ surface: "chat", id: "U9" }));
    }
  });

  it("without an entry has the groups of both accounts once they are linked", async () => {
    const links = {
      personOf: async ({ surface, id }: { surface: string; id: string }) =>
        surface === "talk" && id === "77" ? "chat:U9" : undefined,
      accountsOf: async (id: string) => (id === "chat:U9" ? [{ surface: "talk", id: "77" }] : []),
    };
    const groups = [{ surface: "chat", group: "S0SOC", roles: ["responder"] as const }];
    const { people } = peopleOn({ chat: { groups: ["S0SOC"], asked: [] } }, { links, groups });
    const { person } = await people.who(account("77", { surface: "talk" }), "fresh");
    expect([person.id, [...person.roles]]).toEqual(["chat:U9", ["responder"]]);
    expect(person.accounts).toContainEqual({ surface: "chat", id: "U9" });
  });

  it("in a shell without an entry has the shell's roles", async () => {
    const surfaceRoles: Record<string, readonly Role[]> = { terminal: ["viewer"] };
    const { people } = peopleOn({}, { surfaceRoles, defaultRoles: ["admin"] });
    const { person } = await people.who(account("joe", { surface: "terminal" }), "fresh");
    expect([...person.roles]).toEqual(["viewer"]);
  });
});

describe("roles", () => {
  const groups = [
    { surface: "chat", group: "S0SOC", roles: ["responder"] as const },
    { surface: "talk", group: "9001", roles: ["approver"] as const },
  ];

  it("add up from the entry and the groups of all accounts", async () => {
    const { people } = peopleOn(
      { chat: { groups: ["S0SOC"], asked: [] }, talk: { groups: ["9001"], asked: [] } },
      { groups },
    );
    const { person } = await people.who(account("U0ANA"), "fresh");
    expect([...person.roles].sort()).toEqual(["approver", "responder"]);
    const stranger = await people.who(account("U9"), "fresh");
    expect([...stranger.person.roles]).toEqual(["responder"]);
  });

  it("from a linked account that was shut out do not count when it matters", async () => {
    const talk: Platform = { groups: ["9001"], standing: "deactivated", asked: [] };
    const { people } = peopleOn({ talk }, { groups });
    expect([...(await people.who(account("U0ANA"), "fresh")).person.roles]).toEqual(["responder"]);
  });

  it("are looked up once a minute for reads, and every time for decisions", async () => {
    const chat: Platform = { groups: ["S0SOC"], asked: [] };
    const { people, clock } = peopleOn({ chat }, { groups });
    await people.who(account("U9"), "cached");
    await people.who(account("U9"), "cached");
    expect(chat.asked).toHaveLength(1);
    await clock.advance(61_000);
    await people.who(account("U9"), "cached");
    expect(chat.asked).toHaveLength(2);
    chat.groups = [];
    expect((await people.who(account("U9"), "fresh")).person.roles.size).toBe(0);
    // The fresh answer is also the one that reads see from then on.
    expect((await people.who(account("U9"), "cached")).person.roles.size).toBe(0);
  });

  it("by default go to unlisted members, not to people the settings list without any", async () => {
    const { people } = peopleOn({}, { defaultRoles: ["viewer"] });
    expect((await people.who(account("U9"), "fresh")).person.roles.size).toBe(1);
    expect((await people.who(account("U0NIA"), "fresh")).person.roles.size).toBe(0);
  });
});

it.each(["guest", "foreign", "deactivated", "bot"] as const)(
  "a %s has no roles, listed or not",
  async (standing) => {
    const { people } = peopleOn({}, { defaultRoles: ["viewer"] });
    for (const id of ["U0ANA", "U9"]) {
      expect((await people.who(account(id, { standing }), "cached")).person.roles.size).toBe(0);
    }
  },
);

describe("rights", () => {
  it.each([
    ["U0ANA", "member", "member", "isolate", "ok"],
    ["U0ANA", "unknown", "member", "isolate", "ok"],
    ["U0ANA", "member", "guest", "isolate", "guest"],
    ["U0ANA", "guest", "member", "isolate", "guest"],
    ["U0ANA", "guest", "member", "host", "guest"],
    ["U0ANA", "foreign", "member", "isolate", "foreign"],
    ["U0ANA", "member", "deactivated", "isolate", "deactivated"],
    ["U0ANA", "bot", "member", "isolate", "bot"],
    ["U0ANA", "unknown", "guest", "host", "guest"],
    ["U0ANA", "member", "unknown", "isolate", "ok"],
    ["U9", "member", "unknown", "isolate", "unverified"],
    ["U9", "member", "member", "isolate", "ok"],
    ["U9", "guest", "member", "host", "guest"],
    ["U0LEE", "member", "member", "isolate", "no-role"],
    ["U0LEE", "member", "member", "approve", "ok"],
    ["U0ANA", "member", "member", "approve", "no-role"],
    ["U0ANA", "member", "member", "host", "ok"],
    ["U0NIA", "member", "member", "host", "no-role"],
    ["U0NIA", "guest", "guest", "help", "ok"],
  ] as const)(
    "of %s, %s by the event and %s by the platform, for %s: %s",
    async (id, said, now, command, expected) => {
      const { people } = peopleOn({ chat: { standing: now, asked: [] } }, { defaultRoles: ["responder"] });
      expect(await verdict(people, account(id, { standing: said }), command)).toBe(expected);
    },
  );

  it("are refused for changes while the platform does not answer, and kept for reads", async () => {
    const { people } = peopleOn({ chat: { standing: new Error("down"), asked: [] } });
    expect(await verdict(people, account("U0ANA"), "isolate")).toBe("unverified");
    expect(await verdict(people, account("U0ANA"), "host")).toBe("ok");
  });

  it("that only a group could give are unverified while groups cannot be asked", async () => {
    const groups = [{ surface: "chat", group: "S0SOC", roles: ["approver"] as const }];
    const { people } = peopleOn({ chat: { groups: new Error("down"), asked: [] } }, { groups });
    expect(await verdict(people, account("U0ANA"), "approve")).toBe("unverified");
    expect(await verdict(people, account("U0ANA"), "isolate")).toBe("ok");
  });
});

describe("an account with a ceiling", () => {
  const roles = async (id: string, atMost: readonly Role[]): Promise<readonly Role[]> => {
    const { people } = peopleOn({});
    const { person } = await people.who(account(id, { atMost }), "fresh");
    return [...person.roles].toSorted();
  };

  it("has what its person has, up to there", async () => {
    expect(await roles("U0ANA", ["viewer", "responder"])).toEqual(["responder", "viewer"]);
    expect(await roles("U0LEE", ["viewer", "responder"])).toEqual(["viewer"]);
    expect(await roles("U0LEE", ["viewer"])).toEqual(["viewer"]);
  });

  it("has nothing that its person lacks", async () => {
    expect(await roles("U0NIA", ["viewer", "responder"])).toEqual([]);
    expect(await roles("U0ANA", ["approver", "admin"])).toEqual([]);
  });
});

describe("the settings' people", () => {
  it("may not share a name or an account", () => {
    const twice = { accounts: { chat: "U1" }, roles: [] };
    expect(() =>
      listPeople([
        { name: "A", ...twice },
        { name: "B", ...twice },
      ]),
    ).toThrow("A and B share chat account U1");
    expect(() =>
      listPeople([
        { name: "A b", ...twice },
        { name: "a B", accounts: {}, roles: [] },
      ]),
    ).toThrow("share");
  });
});
