/** Alerts as nobody expects them, through the running bot: each stands on a card, marked as what it is. */
import { describe, expect, it } from "vitest";
import type { Alert } from "../../src/simulator/alert-book.ts";
import { blockFaults, textOf } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { messages, said, withFeed } from "./feed-stage.ts";
import type { Stage } from "./stage.ts";

/** An alert that holds these fields and no others. */
function raise(stage: Stage, fields: object): Alert {
  const made = stage.falcon.addAlert();
  const { composite_id, created_timestamp, show_in_ui } = made;
  const nothing = Object.fromEntries(Object.keys(made).map((name) => [name, undefined]));
  const kept = { composite_id, created_timestamp, show_in_ui };
  return stage.falcon.setAlert(composite_id, {
    ...nothing,
    updated_timestamp: created_timestamp,
    ...kept,
    ...fields,
  });
}

describe("an odd alert", { timeout: 90_000 }, () => {
  it("stands on a valid card, marked as what it is, and holds up none of the others", async () => {
    const stage = await withFeed("severity: informational");
    const bare = raise(stage, {});
    raise(stage, { display_name: "Nobody knows this product", product: "quantum-edr", severity: 70 });
    raise(stage, { display_name: "No number, no name", product: "epp", user_name: "u1" });
    raise(stage, {
      display_name: "A word we do not know",
      severity_name: "Spicy",
      severity: 85,
      user_name: "u2",
    });
    raise(stage, {
      display_name: "Beyond every number",
      severity: 2 ** 53 + 2,
      confidence: 1e300,
      pattern_id: "98765432109876543210",
      user_name: "u3",
    });
    raise(stage, {
      display_name: "Times that are none",
      severity_name: "High",
      timestamp: "yesterday",
      crawled_timestamp: -1,
      user_name: "u4",
    });
    raise(stage, {
      display_name: "Nothing is what it should be",
      severity: [],
      severity_name: {},
      status: 7,
      device: "WIN-01",
      tags: "one",
      comments: { value: "x" },
      parent_details: [],
      falcon_host_link: "javascript:alert(1)",
      user_name: "u5",
    });
    raise(stage, { display_name: "After all of these", severity_name: "Low", user_name: "u6" });
    await said(stage, "After all of these");
    expect(textOf(await said(stage, "alert without a name"))).toContain("Medium (a guess)");
    expect(textOf(await said(stage, "Nobody knows this product"))).toContain("High (by its number)");
    expect(textOf(await said(stage, "Nobody knows this product"))).toContain("quantum-edr");
    expect(textOf(await said(stage, "No number, no name"))).toContain("Medium (a guess)");
    expect(textOf(await said(stage, "A word we do not know"))).toContain("Critical (by its number)");
    expect(textOf(await said(stage, "Beyond every number"))).toContain("Critical (by its number)");
    expect(textOf(await said(stage, "Times that are none"))).toContain("time not known");
    const broken = textOf(await said(stage, "Nothing is what it should be"));
    expect(broken).toContain("no host named");
    expect(broken).not.toContain("javascript");
    for (const { blocks } of messages(stage)) expect(blockFaults(blocks, "message")).toEqual([]);
    const metrics = await (await fetch(`${stage.bot.url}/metrics`)).text();
    expect(metrics).not.toMatch(/outcome="failed"\} [1-9]/);
    await stage.slack.slash("U0ANA", "C0SOC", `alert ${bare.composite_id}`);
    await until("the details", () =>
      stage.slack
        .channel("C0SOC")
        .messages.some((one) => textOf(one).includes("a guess: Falcon gives no severity")),
    );
  });
});
