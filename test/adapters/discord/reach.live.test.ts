/** Whether something could be said in a channel, asked of the emulated Discord by the real client. */
import { expect, it } from "vitest";
import { botDouble } from "../../contracts/adapter/bot-double.ts";
import { prepare } from "./bot-double.ts";

it("names what keeps us out of a channel, and nothing where we may write", async () => {
  const { adapter } = await prepare({
    channels: [{ id: "7001" }, { id: "7002", deny: ["SendMessages"] }, { id: "7003", deny: ["ViewChannel"] }],
  });
  await adapter.start(botDouble(() => adapter));
  expect(await adapter.obstacleIn?.("7001")).toBeUndefined();
  expect(await adapter.obstacleIn?.("7002")).toContain("Send Messages");
  expect(await adapter.obstacleIn?.("7003")).toMatch(/may not see|View Channel/);
  expect(await adapter.obstacleIn?.("7999")).toContain("knows no such channel");
  expect(await adapter.obstacleIn?.("#alerts")).toContain("knows no such channel");
});
