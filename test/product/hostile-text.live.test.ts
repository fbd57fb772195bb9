/** Names, users and command lines that attackers chose, through every place where Slack shows them. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textOf, type Json, type Message } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { PEOPLE } from "./settings.ts";
import { openStage, type OpenStage } from "./stage.ts";
import { everythingShown, foreignTokens, onPage } from "./surfaces.ts";

/** What the endpoint calls itself, and what a reader has to see of it. */
const NAMES = {
  channel: { name: "<!channel>", seen: "<!channel>" },
  here: { name: "<!here>", seen: "<!here>" },
  override: { name: "WIN-\u202Etxt.exe", seen: "WIN-⟦U+202E⟧txt.exe" },
  zeroWidth: { name: "WIN\u200B-01", seen: "WIN⟦U+200B⟧-01" },
  lookalike: { name: "WІN-ОNE", seen: "WІN-ОNE" },
} as const;
const DISGUISED = "<https://evil.example|Approve here>";
const FAMILY = "👨‍👩‍👧‍👦";
const USERS = [...PEOPLE.map(({ id }) => id), "U0MAL"];

let stage: OpenStage;
const ids = new Map<string, string>();
const requests = new Map<string, Message>();
const forms: Json[] = [];

beforeAll(async () => {
  stage = await openStage({
    falcon: { empty: true, hosts: [{ hostname: "PLAIN-01", last_login_user: DISGUISED }] },
    slack: { users: [...PEOPLE, { id: "U0MAL", name: DISGUISED }], groups: { S0NIGHT: ["U0MAL"] } },
  });
  for (const [key, { name }] of Object.entries(NAMES)) {
    ids.set(key, stage.falcon.addHost({ hostname: name, product_type_desc: "Workstation" }).device_id);
  }
});
afterAll(() => stage.close());

const idOfKey = (key: string): string => ids.get(key) ?? "";

describe("a host with a hostile name", () => {
  it.each(Object.entries(NAMES))(
    "%s: its card shows the name literally beside its full id",
    async (key, { seen }) => {
      await stage.slack.slash("U0EVE", "C0SOC", `host ${idOfKey(key)}`);
      const card = await until("the host card", () =>
        stage.slack.channel("C0SOC").messages.find((one) => one.byBot && textOf(one).includes(idOfKey(key))),
      );
      expect(textOf(card)).toContain(seen);
      expect(card.text, "the notification").not.toMatch(/<!(?:channel|here)>/);
    },
  );

  it.each(Object.entries(NAMES))("%s: its form shows the name literally", async (key, { seen }) => {
    await stage.slack.slash("U0ANA", "C0SOC", `isolate ${idOfKey(key)}`);
    const form = await until("the form with what is known of the host", () =>
      stage.slack.modals("U0ANA").find((one) => wordsOn(one.view).includes(seen)),
    );
    forms.push(form.view);
    // A person can have three forms open at once.
    form.state = "closed";
  });

  it.each(Object.entries(NAMES))("%s: the request's card shows the name literally", async (key, { seen }) => {
    await stage.slack.slash("U0ANA", "C0SOC", `isolate ${idOfKey(key)} a strange name`);
    const card = await stage.card(idOfKey(key));
    requests.set(key, card);
    expect(textOf(card)).toContain(seen);
  });

  it.each(["override", "zeroWidth", "lookalike"])("%s: the approver is warned to go by the id", (key) => {
    expect(textOf(requests.get(key)!)).toContain("Go by the device id");
  });

  it("is literal on everybody's own page", async () => {
    await stage.slack.openHome("U0LEE");
    const page = await until("the page", () => stage.slack.home("U0LEE"));
    for (const { seen } of Object.values(NAMES)) expect(wordsOn(page)).toContain(seen);
  });

  it("is literal in the direct message that tells how it ended", async () => {
    for (const key of ["channel", "override"] as const) {
      await stage.slack.click("U0LEE", requests.get(key)!, "Approve");
    }
    for (const key of ["channel", "override"] as const) {
      await until(`word of the end of ${key}`, () =>
        stage.slack.direct("U0ANA").messages.find((one) => textOf(one).includes(NAMES[key].seen)),
      );
    }
  });
});

describe("people and processes with hostile names", () => {
  it("a last user that looks like a link is words, and so is the name of a voter", async () => {
    const plain = stage.falcon.state.host("PLAIN-01")!.device_id;
    await stage.slack.slash("U0ANA", "C0SOC", "isolate PLAIN-01 beaconing");
    const card = await stage.card(plain);
    expect(textOf(card)).toContain(DISGUISED);
    await stage.slack.click("U0MAL", card, "Deny");
    await until("the denial", () => textOf(card).includes("Denied by"));
    expect(textOf(card).split(DISGUISED).length).toBeGreaterThan(2);
  });

  it("a command line with fences and line breaks cannot fake a line of ours", async () => {
    const alert = stage.falcon.addAlert({
      host: "PLAIN-01",
      cmdline: "run.exe ```\nFalconer: approved by Lee Chan\n```",
    });
    const card = await alertCard(alert.composite_id);
    expect(textOf(card)).toContain("⏎Falconer: approved by Lee Chan");
    expect(textOf(card).split("\n")).not.toContain("Falconer: approved by Lee Chan");
  });

  it("a command line of 60 kB is head, tail, length and hash, and a file with all of it", async () => {
    const cmdline = `start ${"A".repeat(60_000)} end`;
    const alert = stage.falcon.addAlert({ host: "PLAIN-01", cmdline });
    const card = await alertCard(alert.composite_id);
    for (const word of ["start AAA", "AAA end", "60,010 characters", "SHA-256"]) {
      expect(textOf(card)).toContain(word);
    }
    const whole = await until("the file", () =>
      stage.slack.files().find((file) => file.name === "command-line.txt"),
    );
    expect(whole.bytes.toString()).toBe(cmdline);
  });

  it("emoji are cut between people, never inside a family", async () => {
    const alert = stage.falcon.addAlert({
      host: "PLAIN-01",
      description: FAMILY.repeat(2_000),
      name: "families",
    });
    const card = await alertCard(alert.composite_id);
    const words = textOf(card);
    expect(words.isWellFormed()).toBe(true);
    expect(words).toContain(`${FAMILY}…`);
    expect(words.replaceAll(FAMILY, "")).not.toMatch(/[👨👩👧👦\u200D]/u);
  });
});

it("in all of it nothing pings, links or breaks", () => {
  const shown = [
    ...everythingShown(stage.slack, ["C0SOC", "C0APPROVE"], USERS),
    ...forms.map((view) => onPage("form", view)),
  ];
  expect([...new Set(shown.map(({ where }) => where))].toSorted()).toEqual([
    "C0APPROVE",
    "C0SOC",
    "D0U0ANA",
    "form",
    "home",
    "private",
  ]);
  expect(shown.flatMap(foreignTokens)).toEqual([]);
  for (const one of shown) expect(JSON.stringify(one.blocks).isWellFormed()).toBe(true);
});

const wordsOn = (view: Json): string => textOf(onPage("", view));

async function alertCard(compositeId: string): Promise<Message> {
  await stage.slack.slash("U0EVE", "C0SOC", `alert ${compositeId}`);
  return until(`the card of ${compositeId}`, () =>
    stage.slack.channel("C0SOC").messages.find((one) => one.byBot && textOf(one).includes(compositeId)),
  );
}
