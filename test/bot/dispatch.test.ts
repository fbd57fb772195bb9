import { describe, expect, it } from "vitest";
import { Ambiguity, NotFound } from "../../src/chat/ambiguity.ts";
import { BotError, UserError } from "../../src/lib/errors.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import { buttonsOf, optionsOf, wordsOf } from "./card-words.ts";
import { createWorld, turnOf } from "./world.ts";

const VERA = { id: "U-VERA" };
const ID_ONE = "11111111111111111111111111111111";
const ID_TWO = "22222222222222222222222222222222";

const failing = (error: Error) =>
  createWorld({
    run: async () => {
      throw error;
    },
  });

const errorOf = (data: unknown) => (data as { error: { code: string; reference?: string } }).error;

describe("a command", () => {
  it("runs with parsed arguments and answers where it says", async () => {
    const world = createWorld({ hostNames: { B: "one" } });
    const read = await world.say("detections WIN-01 days:3", VERA);
    expect(read.audience).toBe("channel");
    const change = await world.say("isolate host A B beaconing now --for 5s --emergency");
    expect(change.audience).toBe("actor");
    expect(world.ran).toEqual([
      { command: "detections", args: { host: "WIN-01", days: 3 } },
      {
        command: "isolate",
        args: { hosts: ["A", "B"], reason: "beaconing now", for: 5_000, emergency: true },
      },
    ]);
    expect(world.observed.map(({ command, outcome }) => [command, outcome])).toEqual([
      ["detections", "ok"],
      ["isolate", "ok"],
    ]);
  });

  it("is the same from typed options and from a form", async () => {
    const world = createWorld();
    const values = { hosts: "A B", reason: "why not", emergency: "false" };
    await world.say({ kind: "options", command: "isolate", values });
    await world.say({ kind: "form", command: "isolate", values: { ...values, for: "" } });
    expect(world.ran.map(({ args }) => args)).toEqual(
      Array.from({ length: 2 }, () => ({ hosts: ["A", "B"], reason: "why not", emergency: false })),
    );
  });

  it("reached by buttons alone runs when pressed and is unknown when typed", async () => {
    const world = createWorld();
    const token = world.bot.seal({ command: "extend", args: { request: "r1" }, as: "run" });
    await world.say({ kind: "press", token });
    expect(world.ran).toEqual([{ command: "extend", args: { request: "r1" } }]);
    for (const typed of ["extend r1", { kind: "options", command: "extend", values: {} } as const]) {
      expect(wordsOf((await world.say(typed)).card)).toContain("No such command");
    }
  });

  it("with faulty values says one sentence a field and offers the form", async () => {
    const world = createWorld();
    const { card, audience } = await world.say("isolate WIN-01 --for soon");
    expect(audience).toBe("actor");
    expect(wordsOf(card)).toContain("Reason is missing: why, for the record.");
    expect(wordsOf(card)).toContain("For: write a duration such as 30m, 4h or 2d.");
    expect(buttonsOf(card)[0]?.press).toEqual({
      command: "isolate",
      args: { hosts: "WIN-01", for: "soon" },
      as: "form",
    });
    expect(wordsOf((await world.say("detections days:400 severity:awful", VERA)).card)).toMatch(
      /Days: 1 to 90.*\nSeverity: one of low, high, critical\./,
    );
    expect(world.ran).toEqual([]);
  });

  it("whose words are all hosts is asked for the reason", async () => {
    const world = createWorld({ hostNames: { B: "one" } });
    const { card } = await world.say("isolate A B");
    expect(wordsOf(card)).toContain("Reason is missing");
    expect(buttonsOf(card)[0]?.press.args).toMatchObject({ hosts: "A B" });
  });

  it("with an argument that it does not have is told which it has", async () => {
    const world = createWorld();
    const { card } = await world.say({ kind: "options", command: "host", values: { hosst: "A" } }, VERA);
    expect(wordsOf(card)).toContain("host takes host, and nothing else.");
  });

  it("that nobody knows gets the nearest ones as buttons, and the word as it was typed", async () => {
    const world = createWorld();
    const { card } = await world.say("isolat <!channel>");
    expect(buttonsOf(card).map(({ press }) => press.args["command"])).toContain("isolate");
    expect(card.data).toMatchObject({ error: { code: "unknown-command" } });
    expect(world.memory.audit).toEqual([]);
  });

  it("without words is help", async () => {
    const world = createWorld();
    await world.say("", { id: "U-NOBODY" });
    expect(world.ran).toEqual([{ command: "help", args: {} }]);
  });
});

describe("a refusal", () => {
  const press = (token: string) => ({ kind: "press", token }) as const;

  it.each([
    ["forged-button", press("v1.cnVu.AAAAAAAAAAAAAAAA"), {}, {}],
    ["guest", "isolate A why now", { standing: "guest" as const }, {}],
    ["foreign", "host A", { standing: "foreign" as const }, {}],
    ["deactivated", "host A", { standing: "deactivated" as const }, {}],
    ["bot", "host A", { standing: "bot" as const }, {}],
    ["no-role", "isolate A why now", VERA, {}],
    ["no-role", "host A", { id: "U-NOBODY" }, {}],
    ["agent", "approve r1", { id: "U-ABE" }, { askedBy: "agent" as const }],
  ] as const)(
    "for %s is private, runs nothing and leaves one line in the audit",
    async (why, input, by, rest) => {
      const world = createWorld();
      const { card, audience } = await world.say(input, by, rest);
      expect(audience).toBe("actor");
      expect(card.title).toBe("Refused");
      expect(world.ran).toEqual([]);
      expect(world.memory.audit.map(({ event }) => event)).toEqual([`refused.${why}`]);
      expect(world.observed[0]?.outcome).toBe("refused");
    },
  );

  it("names the role that is needed and those that the person has", async () => {
    const { card } = await createWorld().say("isolate A why now", VERA);
    expect(wordsOf(card)).toContain("isolate needs the role responder; you have viewer.");
  });

  it("comes before the arguments are looked at", async () => {
    const { card } = await createWorld().say("isolate", VERA);
    expect(card.title).toBe("Refused");
  });

  it("is also what a change gets while the platform cannot say who asks", async () => {
    const world = createWorld({
      standingOf: async () => {
        throw new Error("platform down");
      },
    });
    const { card } = await world.say("isolate A why now");
    expect(wordsOf(card)).toContain("could not verify your account just now");
    expect(world.ran).toEqual([]);
  });
});

describe("an ambiguous host", () => {
  const candidates = [ID_ONE, ID_TWO].map((value) => ({
    value,
    label: untrusted("WIN-01"),
    detail: ["Windows 11, seen ", untrusted("today")],
  }));
  const reason = `beaconing ${"to a known C2 ".repeat(20)}`.trim();

  const choosing = () =>
    createWorld({
      hostNames: { "win-01": "several" },
      async run(_, args) {
        const written = (args["hosts"] ?? [args["host"]]) as readonly string[];
        const word = written.find((name) => name.toLowerCase() === "win-01");
        if (word !== undefined) throw new Ambiguity(untrusted(word), candidates);
        return { title: "done", tone: "good", blocks: [] };
      },
    });

  it("is asked about with every id, and the choice runs the same command with it", async () => {
    const world = choosing();
    const asked = await world.say(`isolate SRV-9,win-01 ${reason} --for 4h`);
    expect(asked.audience).toBe("actor");
    expect(wordsOf(asked.card)).toContain(ID_ONE);
    expect(wordsOf(asked.card)).toContain(ID_TWO);
    expect(wordsOf(asked.card)).toContain("Windows 11, seen today");
    expect(world.observed[0]?.outcome).toBe("choice");

    const second = optionsOf(asked.card)[1];
    if (second === undefined) throw new Error("no second option");
    const token = world.bot.seal(second.press);
    expect(token.length).toBeLessThanOrEqual(100);
    // The row was stored before the card was shown: a new process understands the choice.
    const restarted = createWorld({ memory: world.memory });
    const chosen = await restarted.say({ kind: "press", token });
    expect(chosen.card.title).toBe("isolate done");
    expect(restarted.ran[0]?.args).toEqual({
      hosts: ["SRV-9", ID_TWO],
      reason,
      for: 4 * 3_600_000,
      emergency: false,
    });
  });

  it("is shown only once its buttons can be pressed", async () => {
    const world = choosing();
    const add = world.memory.promptPort.add.bind(world.memory.promptPort);
    world.memory.promptPort.add = async (prompt) => {
      await new Promise((resolve) => setImmediate(resolve));
      await add(prompt);
    };
    await world.say(`isolate win-01 ${reason}`);
    expect(world.memory.prompts.size).toBe(2);
  });

  it("in a look-up replaces the one word", async () => {
    const world = choosing();
    const { card } = await world.say("host WIN-01", VERA);
    expect(optionsOf(card).map(({ press }) => press)).toEqual([
      { command: "host", args: { host: ID_ONE }, as: "run" },
      { command: "host", args: { host: ID_TWO }, as: "run" },
    ]);
  });

  it("gives the chooser no rights that they do not have", async () => {
    const world = choosing();
    const { card } = await world.say(`isolate win-01 ${reason}`);
    const token = world.bot.seal(optionsOf(card)[0]!.press);
    expect((await world.say({ kind: "press", token }, VERA)).card.title).toBe("Refused");
  });
});

describe("what is thrown", () => {
  it("by a person's mistake shows its hint", async () => {
    const { card } = await failing(new UserError("At most 25 hosts at once.", "cap")).say("host A", VERA);
    expect(wordsOf(card)).toBe("Not done\nAt most 25 hosts at once.");
    expect(errorOf(card.data)).toEqual({ code: "cap", hint: "At most 25 hosts at once." });
  });

  it("for want of a match shows the nearest names", async () => {
    const error = new NotFound("host", untrusted("WIN-1"), [untrusted("WIN-01"), untrusted("WIN-11")]);
    const words = wordsOf((await failing(error).say("host WIN-1", VERA)).card);
    expect(words).toContain("No host is called WIN-1.");
    expect(words).toContain("WIN-01\nWIN-11");
  });

  it.each([
    [
      "a known fault",
      new BotError("falcon-denied", "The scope Hosts: Write is missing.", { message: "secret 403" }),
      "warn",
      "Hosts: Write",
    ],
    ["an unknown one", new TypeError("secret internals"), "error", "Something went wrong"],
  ])("as %s gives a reference that the log has too, and no internals", async (_, error, level, words) => {
    const world = failing(error);
    const { card, audience } = await world.say("host A", VERA);
    const { reference } = errorOf(card.data);
    expect(audience).toBe("actor");
    expect(wordsOf(card)).toContain(words);
    expect(wordsOf(card)).toContain(`Reference: ${reference}`);
    expect(wordsOf(card)).not.toContain("secret");
    expect(reference).toMatch(/^[0-9a-z]{8}$/);
    expect(world.logged).toMatchObject([{ level, fields: { reference, err: error, command: "host" } }]);
    expect(world.observed[0]?.outcome).toBe("failed");
  });

  it("by nobody, because the command never ends, is given up after a minute", async () => {
    let reason: unknown;
    const world = createWorld({
      run: (_, __, { signal }) =>
        new Promise(() => signal.addEventListener("abort", () => (reason = signal.reason))),
    });
    const answer = world.say("host A", VERA);
    await new Promise((resolve) => setImmediate(resolve));
    await world.clock.advance(60_000);
    expect(wordsOf((await answer).card)).toContain("longer than 60 seconds");
    expect(reason).toMatchObject({ code: "time-limit" });
  });
});

describe("a button for a form", () => {
  it("whose values were not at hand is offered again with them, and then opens filled in", async () => {
    const first = createWorld();
    const press = { command: "isolate", args: { hosts: "A", reason: "r".repeat(200) }, as: "form" } as const;
    const token = first.bot.seal(press);
    await first.bot.drain(0);

    const world = createWorld({ memory: first.memory });
    expect(world.bot.preview({ kind: "press", token })).toEqual({ next: "run", audience: "actor" });
    const { card } = await world.say({ kind: "press", token });
    expect(buttonsOf(card)[0]?.press).toEqual(press);
    const preview = world.bot.preview({ kind: "press", token });
    expect(preview.next === "form" && preview.form.fields[1]?.value).toBe(press.args.reason);
    expect(world.ran).toEqual([]);
  });
});

it("an answer goes to the adapter with the turn's own note of how to answer", async () => {
  const world = createWorld();
  const turn = turnOf("host A", VERA);
  const { stored, done } = world.bot.accept(turn);
  expect(await stored).toBe(true);
  await done;
  expect(world.sent).toMatchObject([
    { turn: { id: turn.id, reply: turn.reply }, answer: { audience: "channel" } },
  ]);
});
