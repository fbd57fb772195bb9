/** Whether something could be said in a channel, asked of the emulated Slack by the real client. */
import { expect, it } from "vitest";
import { rig } from "./bot-double.ts";

it("names what keeps us out of a channel, and nothing where we may write or Slack cannot be asked", async () => {
  const { slack, adapter } = await rig({
    channels: [
      { id: "C0SOC", name: "soc" },
      { id: "C0WAR", name: "war-room", withBot: false },
      { id: "C0OLD", name: "old", archived: true },
    ],
  });
  expect(await adapter.obstacleIn("C0SOC")).toBeUndefined();
  expect(await adapter.obstacleIn("C0WAR")).toContain("(#war-room): write /invite @Falconer");
  expect(await adapter.obstacleIn("C0OLD")).toContain("archived");
  expect(await adapter.obstacleIn("C0NOPE")).toContain("no such channel");
  slack.fail({ call: "conversations.info", fault: { kind: "refuse", error: "missing_scope" }, count: 1 });
  expect(await adapter.obstacleIn("C0NOPE")).toBeUndefined();
});
