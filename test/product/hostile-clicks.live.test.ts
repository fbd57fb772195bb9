/** Clicks that must not count: by strangers, on forged buttons, too late, or by the one who asked. */
import { userInfo } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textOf, type Json, type Message } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { CHANNELS, PEOPLE, settings } from "./settings.ts";
import { buttonsOf, idOf, openStage, type OpenStage } from "./stage.ts";

/** Servers expire soon here, so that a late click can be rehearsed. */
const RULES = `
policy:
  rules:
    - { action: [contain, release], host: { type: [Server] }, approvals: 1, expires: 2s }
    - { action: [contain, release], approvals: 1, from: approver, expires: 15m }
`;
const SHELL_IS_ANA = settings(RULES).replace("shell: ana", `shell: ${userInfo().username}`);

const STRANGERS = [
  { id: "U0GUEST", name: "guest", guest: true, told: "guest", audited: "refused.guest" },
  { id: "U0GONE", name: "gone", deactivated: true, told: "deactivated", audited: "refused.deactivated" },
  { id: "U0OTHER", name: "other", team: "T0OTHER", told: "another workspace", audited: "refused.foreign" },
  { id: "U0SHARED", name: "shared", stranger: true, told: "another workspace", audited: "refused.foreign" },
] as const;

const FORGERIES: readonly (readonly [string, (token: string) => string])[] = [
  ["with its signature changed", (token) => token.slice(0, -1) + (token.endsWith("A") ? "B" : "A")],
  [
    "that names another request under the old signature",
    (token) => {
      const [version, payload = "", mac] = token.split(".");
      const text = Buffer.from(payload, "base64url").toString();
      const other = text.replace(/[0-9a-z]{12,}/, (id) => [...id].toReversed().join(""));
      return [version, Buffer.from(other).toString("base64url"), mac].join(".");
    },
  ],
  ["that is no token", () => "approve everything"],
  ["that is empty of meaning", () => "v1.."],
  ["of 10 kB", () => `v1.${"A".repeat(10_000)}.AAAAAAAAAAAAAAAA`],
];

let stage: OpenStage;
let serial = 0;

beforeAll(async () => {
  stage = await openStage({
    settings: SHELL_IS_ANA,
    slack: {
      users: [...PEOPLE, ...STRANGERS],
      channels: CHANNELS,
      groups: { S0NIGHT: [...STRANGERS.map(({ id }) => id), "U0NEW"] },
    },
  });
});
afterAll(() => stage.close());

interface AuditLine {
  readonly event: string;
  readonly account?: { readonly id: string };
}

interface Requested {
  readonly host: string;
  readonly id: string;
  readonly request: string;
  readonly card: Message;
}

/** A pending request of Ana's for a host of its own. */
async function requested(type = "Workstation"): Promise<Requested> {
  const host = `CLICK-${(serial += 1)}-X`;
  const { device_id: id } = stage.falcon.addHost({ hostname: host, product_type_desc: type });
  await stage.slack.slash("U0ANA", "C0SOC", `isolate ${host} beaconing`);
  const card = await stage.card(host);
  const request = /\*Request\*\s+`([0-9a-z]+)`/.exec(textOf(card))?.[1] ?? "";
  expect(request).not.toBe("");
  return { host, id, request, card };
}

let standing: Promise<Requested> | undefined;
/** One request for all the clicks that must leave it as it is. */
const shared = (): Promise<Requested> => (standing ??= requested());

const untouched = ({ id, card }: Requested): void => {
  expect(stage.falcon.state.containCalls(id)).toBe(0);
  expect(textOf(card)).not.toContain("Approved by");
  expect(buttonsOf(card)).toContain("Approve");
};

/** The card with each of its tokens changed. */
function altered(card: Message, change: (token: string) => string): Message {
  const blocks = JSON.stringify(card.blocks).replaceAll(
    /"value":"([^"]*)"/g,
    (_, token: string) => `"value":${JSON.stringify(change(token))}`,
  );
  return { ...card, blocks: JSON.parse(blocks) as readonly Json[] };
}

describe("a click by somebody from outside", () => {
  it.each(STRANGERS)("of $name is refused in private", async ({ id, told }) => {
    const asked = await shared();
    expect((await stage.slack.click(id, asked.card, "Approve")).acked).toBe(true);
    await stage.told(id, told);
    untouched(asked);
  });
});

describe("a forged button", () => {
  it.each(FORGERIES)("%s is refused in private", async (_, forge) => {
    const asked = await shared();
    const heard = stage.whispers("U0LEE").length;
    expect((await stage.slack.click("U0LEE", altered(asked.card, forge), "Approve")).acked).toBe(true);
    await until("a private word", () => stage.whispers("U0LEE").length > heard);
    untouched(asked);
  });

  it("decides nothing but what its seal says, whatever message it was put under", async () => {
    const [one, other] = [await requested(), await requested()];
    const moved = { ...one.card, blocks: other.card.blocks };
    await stage.slack.click("U0LEE", moved, "Deny");
    await until("the other one is denied", () => textOf(other.card).includes("denied"));
    untouched(one);
  });
});

describe("who decides", () => {
  it("in one instant one approves and one denies: one of them wins, and both are told which", async () => {
    const { card, id, request } = await requested();
    await Promise.all([
      stage.slack.click("U0LEE", card, "Approve"),
      stage.slack.click("U0KIM", card, "Deny"),
    ]);
    const end = await until("an end", () => /contained, verified|denied/.exec(textOf(card))?.[0]);
    expect(stage.falcon.state.containCalls(id)).toBe(end === "denied" ? 0 : 1);
    const word = end === "denied" ? "denied" : "approved";
    await Promise.all([stage.told("U0LEE", request), stage.told("U0KIM", request)]);
    for (const user of ["U0LEE", "U0KIM"]) {
      const own = stage.whispers(user).filter((said) => said.includes(request));
      expect(own.join("\n").toLowerCase()).toMatch(new RegExp(`${word}|is (?:approved|denied|running|done)`));
    }
  });

  it("the requester does not, from another surface under a linked account", async () => {
    const asked = await requested();
    const { code, out } = await stage.home.shell("approve", asked.request);
    expect(code).toBe(1);
    expect(out).toContain("You asked for this yourself");
    untouched(asked);
  });

  it("an approver who has left the group since does not", async () => {
    const asked = await requested();
    stage.slack.group("S0NIGHT").delete("U0NEW");
    await stage.slack.click("U0NEW", asked.card, "Approve");
    await stage.told("U0NEW", "role");
    untouched(asked);
  });
});

describe("a late click", () => {
  it("on a card that expired while the bot was down is told so, and asking again works", async () => {
    const asked = await requested("Server");
    const asPosted = structuredClone(asked.card);
    await stage.bot.kill();
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    stage.bot = await stage.home.start();
    await stage.slack.click("U0LEE", asPosted, "Approve");
    await stage.told("U0LEE", asked.request, "expired");
    await until("the card says so", () => textOf(asked.card).includes("expired"));
    expect(stage.falcon.state.containCalls(asked.id)).toBe(0);
    await stage.slack.click("U0ANA", asked.card, "Ask again");
    await until("a new request", () => stage.cards(asked.host).length === 2);
  });

  it("on a card from before a restart counts while the request is open", async () => {
    const asked = await requested();
    await stage.restart();
    await stage.slack.click("U0LEE", asked.card, "Approve");
    await until("contained", () => textOf(asked.card).includes("contained, verified"));
    expect(stage.falcon.state.containCalls(asked.id)).toBe(1);
  });

  it("on an old card of a request long decided changes nothing", async () => {
    const asked = await requested();
    const asPosted = structuredClone(asked.card);
    await stage.slack.click("U0KIM", asked.card, "Deny");
    await until("denied", () => textOf(asked.card).includes("denied"));
    await stage.slack.click("U0LEE", asPosted, "Approve");
    await stage.told("U0LEE", asked.request, "denied", "Kim Novak");
    expect(stage.falcon.state.containCalls(asked.id)).toBe(0);
  });

  it("on a card of another installation is a forged one", async () => {
    const elsewhere = await openStage();
    try {
      await elsewhere.slack.slash("U0ANA", "C0SOC", "isolate WIN-01 beaconing");
      const foreign = await elsewhere.card(idOf(elsewhere.falcon, "WIN-01"));
      const before = stage.whispers("U0KIM").length;
      await stage.slack.click("U0KIM", { ...foreign, channel: "C0APPROVE" }, "Approve");
      await until("a private word", () => stage.whispers("U0KIM").length > before);
    } finally {
      await elsewhere.close();
    }
  });
});

it("each of these refusals is one line of the audit", async () => {
  const { out } = await stage.home.shell("audit", "export");
  const lines = out
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { body: AuditLine }).body);
  for (const { id, audited } of STRANGERS) {
    const own = lines.filter(({ event, account }) => event === audited && account?.id === id);
    expect([id, own.length]).toEqual([id, 1]);
  }
  // The last one is the card of another installation.
  const count = (wanted: string): number => lines.filter(({ event }) => event === wanted).length;
  expect(count("refused.forged-button")).toBe(FORGERIES.length + 1);
  expect(count("approval.approve.refused"), "the requester's own").toBe(1);
  expect(count("refused.no-role"), "without the group").toBe(1);
});
