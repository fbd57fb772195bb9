import { describe, expect, it } from "vitest";
import { textOf } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { settings } from "./settings.ts";
import { buttonsOf, idOf, setStage } from "./stage.ts";

describe("the main story over Slack", { timeout: 90_000 }, () => {
  it("a host is looked up, its isolation asked for, approved by a colleague, and followed until it is true", async () => {
    const stage = await setStage();
    const id = idOf(stage.falcon, "WIN-01");

    const lookup = await stage.slack.slash("U0ANA", "C0SOC", "host win-01");
    expect(lookup.acked).toBe(true);
    await until("the host card", () =>
      stage.slack.channel("C0SOC").messages.find((said) => textOf(said).includes(id)),
    );

    const asked = await stage.slack.slash("U0ANA", "C0SOC", "isolate host WIN-01 beaconing to a known C2");
    expect(asked.acked).toBe(true);
    const card = await stage.card("WIN-01", id);
    for (const word of ["Workstation", "beaconing to a known C2", "Ana Diaz", "on the network"]) {
      expect(textOf(card)).toContain(word);
    }
    expect(buttonsOf(card).slice(0, 3)).toEqual(["Approve", "Deny", "Withdraw"]);
    expect(stage.falcon.state.containCalls(id)).toBe(0);

    await stage.slack.click("U0ANA", card, "Approve");
    await stage.told("U0ANA", "yourself");
    await stage.slack.click("U0EVE", card, "Approve");
    await stage.told("U0EVE", "approver");
    expect(stage.falcon.state.containCalls(id)).toBe(0);

    await stage.slack.click("U0LEE", card, "Approve");
    await until("the card says contained, verified", () => textOf(card).includes("contained, verified"));
    expect(textOf(card)).toContain("Lee Chan");
    expect(buttonsOf(card)).not.toContain("Approve");
    expect(stage.falcon.state.containCalls(id)).toBe(1);
    expect(stage.cards("WIN-01")).toHaveLength(1);
    await stage.told("U0ANA", "verified");
  });

  it("an ambiguous name is a choice with full ids, and choosing goes on", async () => {
    const stage = await setStage();
    await stage.slack.slash("U0ANA", "C0SOC", "isolate TWIN-01 odd logons");
    const twins = stage.falcon.state.hosts
      .filter((host) => host.hostname === "TWIN-01")
      .map((host) => host.device_id);
    const picker = await until("the picker", () =>
      stage.slack.ephemerals("U0ANA").find((said) => twins.every((id) => textOf(said).includes(id))),
    );
    expect(stage.cards("TWIN-01")).toHaveLength(0);
    const pressed = buttonsOf(picker).find((label) => label.includes(twins[1]!)) ?? "";
    await stage.slack.click("U0ANA", picker, pressed);
    const card = await stage.card(twins[1]!);
    expect(textOf(card)).not.toContain(twins[0]!);
    expect(textOf(card)).toContain("odd logons");
  });

  it("ten clicks are one vote, and a server needs two people", async () => {
    const stage = await setStage();
    const id = idOf(stage.falcon, "SRV-01");
    await stage.slack.slash("U0ANA", "C0SOC", "isolate SRV-01 web shell found");
    const card = await stage.card("SRV-01");
    await Promise.all(Array.from({ length: 10 }, () => stage.slack.click("U0LEE", card, "Approve")));
    await until("one vote is on the card", () => textOf(card).includes("Lee Chan"));
    expect(stage.falcon.state.containCalls(id)).toBe(0);
    await stage.slack.click("U0KIM", card, "Approve");
    await until("contained", () => textOf(card).includes("contained, verified"));
    expect(textOf(card)).toContain("Kim Novak");
    expect(stage.falcon.state.containCalls(id)).toBe(1);
  });

  it("two approvers in one instant make one call, and both are told", async () => {
    const stage = await setStage();
    const id = idOf(stage.falcon, "WIN-02");
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-02 beaconing");
    const card = await stage.card("WIN-02");
    await Promise.all([
      stage.slack.click("U0LEE", card, "Approve"),
      stage.slack.click("U0KIM", card, "Approve"),
    ]);
    await until("contained", () => textOf(card).includes("contained, verified"));
    expect(stage.falcon.state.containCalls(id)).toBe(1);
    const told = await Promise.all([stage.told("U0LEE", "approved"), stage.told("U0KIM", "approved")]);
    expect(told).toHaveLength(2);
  });

  it("approve against deny ends in one of them, on the card and at Falcon", async () => {
    const stage = await setStage();
    for (const name of ["WIN-03", "WIN-04", "WIN-05"]) {
      await stage.slack.slash("U0ANA", "C0SOC", `isolate ${name} beaconing`);
      const card = await stage.card(name);
      await Promise.all([
        stage.slack.click("U0LEE", card, "Approve"),
        stage.slack.click("U0KIM", card, "Deny"),
      ]);
      const end = await until("an end", () => /contained, verified|denied/.exec(textOf(card))?.[0]);
      expect(stage.falcon.state.containCalls(idOf(stage.falcon, name))).toBe(end === "denied" ? 0 : 1);
    }
  });

  it("silence expires, a late click is told so, and asking again makes a new request", async () => {
    const stage = await setStage({
      settings: settings("policy: { rules: [{ action: [contain], approvals: 1, expires: 2s }] }"),
    });
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-01 beaconing");
    const card = await stage.card("WIN-01");
    // What a screen shows that has not been refreshed since.
    const asPosted = structuredClone(card);
    await until("expired", () => textOf(card).includes("expired"));
    await stage.slack.click("U0LEE", asPosted, "Approve");
    await stage.told("U0LEE", "expired");
    const word = await until("the requester is told", () =>
      stage.slack.direct("U0ANA").messages.find((said) => textOf(said).includes("expired")),
    );
    expect(stage.falcon.state.containCalls(idOf(stage.falcon, "WIN-01"))).toBe(0);
    await stage.slack.click("U0ANA", word, "Ask again");
    await until("a second card", () => stage.cards("WIN-01").length === 2);
  });

  it("the requester withdraws, and nobody else can", async () => {
    const stage = await setStage();
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-01 beaconing");
    const card = await stage.card("WIN-01");
    await stage.slack.click("U0LEE", card, "Withdraw");
    await stage.told("U0LEE", "only the person who asked");
    await stage.slack.click("U0ANA", card, "Withdraw");
    await until("withdrawn", () => textOf(card).includes("withdrawn"));
    expect(buttonsOf(card)).not.toContain("Approve");
  });

  it("a protected host needs two, and break-glass is refused for it", async () => {
    const stage = await setStage();
    await stage.slack.slash("U0LEE", "C0SOC", "isolate vault-01 exfiltration --emergency");
    await stage.told("U0LEE", "protected");
    await stage.slack.slash("U0ANA", "C0SOC", "isolate vault-01 exfiltration");
    const card = await stage.card("vault-01");
    expect(textOf(card)).toContain("2 approvals");
  });

  it("break-glass runs at once, is louder, and leaves a review", async () => {
    const stage = await setStage();
    await stage.slack.slash("U0LEE", "C0SOC", "isolate WIN-06 ransomware running --emergency");
    const card = await stage.card("WIN-06", "EMERGENCY");
    await until("contained", () => textOf(card).includes("contained, verified"));
    const review = await stage.card("please review", "Lee Chan");
    await stage.slack.click("U0KIM", review, "Reviewed");
    await until("reviewed", () => textOf(review).includes("Kim Novak"));
  });

  it("more hosts than the cap are refused when asked", async () => {
    const stage = await setStage();
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-01 WIN-02 WIN-03 WIN-04 WIN-05 WIN-06 worm");
    await stage.told("U0ANA", "at most 5");
    expect(stage.cards()).toHaveLength(0);
  });

  it("leading words that each name one host are hosts, each with its verdict", async () => {
    const stage = await setStage();
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-01 WIN-02 worm spreading over smb");
    const card = await stage.card(idOf(stage.falcon, "WIN-01"), idOf(stage.falcon, "WIN-02"));
    expect(textOf(card)).toContain("worm spreading over smb");
    await stage.slack.click("U0LEE", card, "Approve");
    await until("both contained", () => textOf(card).includes("contained, verified"));
  });

  it("frozen means that nothing executes, and the card says so", async () => {
    const stage = await setStage();
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-01 beaconing");
    const card = await stage.card("WIN-01");
    await stage.slack.slash("U0ROOT", "C0SOC", "freeze something is off");
    await until("frozen on the card", () => textOf(card).includes("frozen"));
    await stage.slack.click("U0LEE", card, "Approve");
    await until("refused", () => textOf(card).includes("Approved, but frozen"));
    expect(stage.falcon.state.containCalls(idOf(stage.falcon, "WIN-01"))).toBe(0);
  });

  it("--for releases by itself under the same approval", async () => {
    const stage = await setStage();
    const id = idOf(stage.falcon, "WIN-01");
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-01 beaconing --for 5s");
    const card = await stage.card("WIN-01", "5s");
    await stage.slack.click("U0LEE", card, "Approve");
    await until(
      "extend and keep are offered",
      () => buttonsOf(card).includes("Extend") && buttonsOf(card).includes("Keep"),
    );
    await until("released", () => textOf(card).includes("released"), 20_000);
    expect(stage.falcon.state.liftCalls(id)).toBe(1);
    expect(stage.falcon.state.host(id)?.status).toBe("normal");
  });

  it("an accepted order that never changes the host turns red, not green", async () => {
    const stage = await setStage({
      falcon: { empty: true, containMs: 3_600_000, hosts: [{ hostname: "WIN-01" }] },
    });
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-01 beaconing");
    const card = await stage.card("WIN-01");
    await stage.slack.click("U0LEE", card, "Approve");
    await until("pending is shown", () => textOf(card).includes("pending"));
    expect(textOf(card)).not.toContain("verified");
  });

  it("a missing scope is named on the card", async () => {
    const stage = await setStage();
    stage.falcon.addFault({
      method: "POST",
      path: "/devices/entities/devices-actions/v2",
      fault: {
        status: 403,
        body: {
          meta: {},
          resources: [],
          errors: [{ code: 403, message: "access denied, authorization failed" }],
        },
      },
    });
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-01 beaconing");
    const card = await stage.card("WIN-01");
    await stage.slack.click("U0LEE", card, "Approve");
    await until("the scope is named", () => textOf(card).includes("Hosts: Write"));
  });

  it("an approver who left the group, a guest and a forged button are refused and audited", async () => {
    const stage = await setStage();
    stage.slack.group("S0NIGHT").add("U0NEW");
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-01 beaconing");
    const card = await stage.card("WIN-01");
    stage.slack.group("S0NIGHT").delete("U0NEW");
    await stage.slack.click("U0NEW", card, "Approve");
    await stage.told("U0NEW", "role");
    stage.slack.user("U0KIM", { guest: true });
    await stage.slack.click("U0KIM", card, "Approve");
    await stage.told("U0KIM", "guest");
    expect(stage.falcon.state.containCalls(idOf(stage.falcon, "WIN-01"))).toBe(0);
  });
});
