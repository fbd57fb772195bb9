/** A bot that is set to a Flight Control child: its world alone, and whose it is on every card. */
import { expect, it } from "vitest";
import { textOf } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { idOf, setStage } from "./stage.ts";

const MILL = "a".repeat(32);

it("shows the tenant on look-ups, on requests and on what becomes of them", { timeout: 60_000 }, async () => {
  const stage = await setStage({
    falcon: { children: [{ cid: MILL, name: "North Mill" }] },
    env: { FALCON_MEMBER_CID: `${MILL.toUpperCase()}-4F` },
  });
  await stage.slack.slash("U0ANA", "C0SOC", "host WIN-01");
  const mark = `Tenant: North Mill ${MILL}`;
  const plain = (text: string): string => text.replaceAll("`", "");
  await until("the host card", () =>
    stage.slack.channel("C0SOC").messages.some((said) => plain(textOf(said)).includes(mark)),
  );
  await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-01 beaconing");
  const card = await stage.card(idOf(stage.falcon, "WIN-01"));
  expect(plain(textOf(card))).toContain(mark);
  await stage.slack.click("U0LEE", card, "Approve");
  await until("contained", () => textOf(card).includes("contained, verified"));
  expect(plain(textOf(card))).toContain(mark);

  const members = stage.falcon.state
    .callsTo("/oauth2/token")
    .map(({ body }) => (body as Record<string, string>)["member_cid"]);
  expect(members.filter((member) => member !== undefined).length).toBeGreaterThan(0);
  // The parent alone can list its children: one more token, without a member.
  expect(members.filter((member) => member === undefined)).toHaveLength(1);
});

it("a stopped bot leaves no token at Falcon, of no tenant that it was asked about", async () => {
  const children = ["North Mill", "South Mill"].map((name, index) => ({
    cid: String(index).repeat(32),
    name,
    hosts: [{ hostname: `${name.split(" ")[0]}-01` }],
  }));
  const stage = await setStage({ falcon: { children } });
  for (const { name } of children) {
    await stage.slack.slash("U0ANA", "C0SOC", `hosts --cid "${name}"`);
    await until(name, () =>
      stage.slack.channel("C0SOC").messages.some((said) => textOf(said).includes(`Tenant: ${name}`)),
    );
  }
  expect(stage.falcon.state.tokensIssued).toBe(3);
  expect(await stage.bot.stop()).toBe(0);
  const given = stage.falcon.state.callsTo("/oauth2/revoke", "POST");
  expect(given.map(({ status }) => status)).toEqual([200, 200, 200]);
});
