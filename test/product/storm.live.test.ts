/** A storm through the running bot: one card that Slack takes, its picture while it lasts, and one alert of it in full. */
import { expect, it } from "vitest";
import { blockFaults, labels, textOf } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { messages, roots, withFeed } from "./feed-stage.ts";

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

it("shows its picture before it is over, and the process tree of an alert, within Slack's limits", async () => {
  const stage = await withFeed();
  const files = (name: string) => stage.slack.files().filter((file) => file.name === name);
  const raised = Array.from({ length: 400 }, (_, n) =>
    stage.falcon.addAlert({
      host: `WIN-0${(n % 6) + 1}`,
      display_name: `Stormy-${String(n).padStart(3, "0")}`,
      severity_name: ["Critical", "High", "Medium"][n % 3]!,
    }),
  );
  const card = await until("the storm's card", () =>
    roots(stage).find((one) => textOf(one).includes("Alert storm: 400 alerts on 6 hosts")),
  );
  const picture = await until("its picture", () => files("storm.png")[0], 25_000);
  expect(textOf(card)).toContain("Too many to tell one by one");
  expect(picture.bytes.subarray(0, 4)).toEqual(PNG);
  expect(picture.alt).toContain("400 detections");
  expect(labels(card)).toEqual(["Details"]);
  const id = raised[7]!.composite_id;
  await stage.slack.slash("U0ANA", "C0ALERTS", `alert ${id}`);
  const tree = await until("the process tree", () => files("process-tree.png")[0]);
  expect(tree.bytes.subarray(0, 4)).toEqual(PNG);
  const details = await until("the details", () =>
    messages(stage).find((one) => textOf(one).includes("Process tree") && textOf(one).includes(id)),
  );
  expect(textOf(details)).toContain("└");
  for (const { blocks } of [...messages(stage), ...stage.slack.ephemerals("U0ANA")])
    expect(blockFaults(blocks, "message")).toEqual([]);
}, 90_000);
