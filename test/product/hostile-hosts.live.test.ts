/** Hosts that are not what the request believed: changed already, set up anew, or more than one. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textOf, type Message } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { settings } from "./settings.ts";
import { buttonsOf, openStage, type OpenStage } from "./stage.ts";

const workstation = (hostname: string, more = {}) => ({
  hostname,
  product_type_desc: "Workstation",
  ...more,
});

let stage: OpenStage;
beforeAll(async () => {
  stage = await openStage({
    settings: settings(),
    falcon: {
      empty: true,
      containMs: 1_500,
      hosts: [
        workstation("HELD-01", { status: "contained" }),
        workstation("GOING-01", { status: "containment_pending", online: false }),
        workstation("LIFTING-01", { status: "lift_containment_pending", online: false }),
        workstation("FREE-01"),
        workstation("NEW-01"),
        workstation("NEW-02"),
        workstation("RACE-01"),
        workstation("ASLEEP-01", { online: false }),
        ...["A", "B", "C"].map((one) => workstation("MANY-01", { serial_number: one })),
      ],
    },
  });
});
afterAll(() => stage.close());

const idsOf = (hostname: string): readonly string[] =>
  stage.falcon.state.hosts.filter((host) => host.hostname === hostname).map(({ device_id }) => device_id);
const idOf = (hostname: string): string => idsOf(hostname)[0] ?? "";
const ask = (text: string) => stage.slack.slash("U0ANA", "C0SOC", text);

async function approved(hostname: string): Promise<Message> {
  await ask(`isolate ${hostname} beaconing`);
  const card = await stage.card(hostname);
  await stage.slack.click("U0LEE", card, "Approve");
  return card;
}

describe("a host that is changed already", () => {
  it.each([
    ["isolate HELD-01 beaconing", "HELD-01", "contained already"],
    ["isolate GOING-01 beaconing", "GOING-01", "contained already"],
    ["release FREE-01 was clean", "FREE-01", "released already"],
    ["release LIFTING-01 was clean", "LIFTING-01", "released already"],
  ])("%s: explained, and nothing is asked for", async (line, host, told) => {
    await ask(line);
    await stage.told("U0ANA", idOf(host), told);
    expect(stage.cards(host)).toEqual([]);
  });

  it("being released, it is isolated once the release is through", async () => {
    const id = idOf("LIFTING-01");
    const card = await approved("LIFTING-01");
    await until("Lee's vote", () => textOf(card).includes("Lee Chan"));
    expect(stage.falcon.state.containCalls(id)).toBe(0);
    stage.falcon.setHost(id, { online: true, status: "normal" });
    await until("contained", () => textOf(card).includes("contained, verified"));
    expect(stage.falcon.state.containCalls(id)).toBe(1);
  });

  it("isolated by somebody else between request and approval, it is not isolated twice", async () => {
    await ask("isolate RACE-01 beaconing");
    const card = await stage.card("RACE-01");
    stage.falcon.setHost("RACE-01", { status: "contained" });
    await stage.slack.click("U0LEE", card, "Approve");
    await until("contained", () => textOf(card).includes("contained, verified"));
    expect(
      stage.falcon.state
        .callsTo("/devices/entities/devices-actions/v2")
        .filter(({ body }) => JSON.stringify(body).includes(idOf("RACE-01"))),
    ).toEqual([]);
  });
});

describe("a host set up anew under the same name", () => {
  it("between request and approval is not touched, the old one neither", async () => {
    await ask("isolate NEW-01 beaconing");
    const card = await stage.card("NEW-01");
    stage.falcon.replaceHost("NEW-01");
    await stage.slack.click("U0LEE", card, "Approve");
    await until("refused", () => textOf(card).includes("was replaced"));
    expect(buttonsOf(card)).toContain("Ask again");
    for (const id of idsOf("NEW-01")) expect(stage.falcon.state.containCalls(id)).toBe(0);
    expect(idsOf("NEW-01")).toHaveLength(2);
    await stage.told("U0ANA", "not carried out", "was replaced");
  });

  it("before the request is a choice between both, not a guess", async () => {
    stage.falcon.replaceHost("NEW-02");
    await ask("isolate NEW-02 beaconing");
    await stage.told("U0ANA", ...idsOf("NEW-02"));
    expect(stage.cards("NEW-02")).toEqual([]);
  });
});

describe("a name that is not one host", () => {
  it("of three is a choice of three", async () => {
    await ask("isolate MANY-01 beaconing");
    await stage.told("U0ANA", ...idsOf("MANY-01"));
    expect(stage.cards("MANY-01")).toEqual([]);
  });

  it.each(["*", "MANY*", '""', "?", "hostname:*", "all", "%"])(
    "%s is never all and never the first",
    async (name) => {
      const before = stage.whispers("U0ANA").length + stage.slack.modals("U0ANA").length;
      await ask(`isolate ${name} beaconing`);
      const answered = () => stage.whispers("U0ANA").length + stage.slack.modals("U0ANA").length > before;
      await until("a private answer", answered);
      for (const form of stage.slack.modals("U0ANA")) form.state = "closed";
      expect(stage.cards("beaconing").filter((card) => /MANY-01|ASLEEP-01/.test(textOf(card)))).toEqual([]);
    },
  );
});

it("an endpoint that sleeps stays pending and is never called done", async () => {
  const card = await approved("ASLEEP-01");
  await until("pending", () => textOf(card).includes("pending at the endpoint"));
  expect(textOf(card)).not.toContain("verified");
  expect(stage.falcon.state.containCalls(idOf("ASLEEP-01"))).toBe(1);
  stage.falcon.setHost("ASLEEP-01", { online: true });
  await until("contained once it wakes", () => textOf(card).includes("contained, verified"));
});
