/** A report out of the running product: asked for in a chat and in a shell, about what really happened there. */
import { userInfo } from "node:os";
import { describe, expect, it } from "vitest";
import { textOf as onDiscord } from "../emulators/discord/index.ts";
import { textOf } from "../emulators/slack/index.ts";
import { pixelsOf } from "../fixtures/pixels.ts";
import { until } from "./bot.ts";
import { EVE, setDiscordStage, SOC } from "./discord-stage.ts";
import { settings } from "./settings.ts";
import { idOf, setStage } from "./stage.ts";

const NAME = "<!channel>";

describe("a report of the running product", { timeout: 120_000 }, () => {
  it("tells an isolation from the alert to the endpoint's word, with a picture and two files", async () => {
    const stage = await setStage({
      settings: settings().replace("shell: ana", `shell: ${userInfo().username}`),
      falcon: {
        empty: true,
        hosts: [{ hostname: NAME, product_type_desc: "Workstation" }],
        alerts: [
          {
            host: NAME,
            display_name: "Credential theft",
            severity: 90,
            severity_name: "Critical",
            status: "new",
            filename: "a.exe",
            cmdline: "a.exe http://203.0.113.7/x </script><img src=x>",
          },
        ],
      },
    });
    const { slack } = stage;
    const id = idOf(stage.falcon, NAME);
    await slack.slash("U0ANA", "C0SOC", `isolate ${id} beaconing to https://evil.example/x`);
    const request = await stage.card(id);
    await slack.click("U0LEE", request, "Approve");
    await until("contained", () => textOf(request).includes("contained, verified"), 30_000);

    await slack.slash("U0EVE", "C0SOC", `report ${id}`);
    const files = await until("the files", () => slack.files().length === 3 && slack.files(), 30_000);
    const answer = slack.channel("C0SOC").messages.find((message) => textOf(message).includes("Report: "));
    expect(textOf(answer!)).toContain(`*1 detection* on ${NAME}`);
    expect(textOf(answer!)).toContain("approved, carried out and verified");

    const [picture, text, page] = ["timeline.png", ".md", ".html"].map((end) =>
      files.find(({ name }) => name.endsWith(end))!,
    );
    expect(pixelsOf(picture!.bytes).width).toBeGreaterThan(1_000);
    expect(text!.name).toMatch(new RegExp(`^report-host-${id}-\\d{4}-\\d\\d-\\d\\d\\.md$`));
    for (const file of [text!.bytes.toString(), page!.bytes.toString()]) {
      for (const word of [
        "Credential theft",
        "Lee Chan",
        "hxxps://evil[.]example/x",
        "[audit #1]",
        "[execution ",
        "verified by Falcon",
        `[device ${id}]`,
      ])
        expect(file).toContain(word);
      expect(file).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    }
    expect(page!.bytes.toString()).toContain("<svg");
    expect(page!.bytes.toString()).not.toMatch(/<(?:script|img)/i);

    const shell = await stage.home.shell("report", id, "--json");
    expect(shell.code).toBe(0);
    expect(JSON.parse(shell.out)).toMatchObject({ detections: 1, hosts: [id] });
  });

  it("draws the process tree of an alert and the picture of detections into the thread", async () => {
    const stage = await setStage({
      falcon: {
        empty: true,
        hosts: [{ hostname: "WIN-01" }],
        alerts: Array.from({ length: 12 }, () => ({
          host: "WIN-01",
          severity: 70,
          severity_name: "High",
          filename: "cmd.exe",
        })),
      },
    });
    const { slack } = stage;
    await slack.slash("U0EVE", "C0SOC", "detections WIN-01 --chart");
    await slack.slash("U0EVE", "C0SOC", `alert ${stage.falcon.state.alerts[0]!.composite_id}`);
    const names = ["detections.png", "process-tree.png"];
    await until(
      "both pictures",
      () => names.every((name) => slack.files().some((file) => file.name === name)),
      30_000,
    );
    for (const { alt, bytes } of slack.files().filter(({ name }) => names.includes(name))) {
      expect(alt).toMatch(/12 detections|Process tree: .*cmd\.exe/);
      expect(pixelsOf(bytes).count((...rgb) => Math.max(...rgb) < 90)).toBeGreaterThan(500);
    }
  });

  it("comes to Discord with the picture on the card, and the files beside it", async () => {
    const { discord, falcon } = await setDiscordStage({
      falcon: {
        empty: true,
        hosts: [{ hostname: "@everyone" }],
        alerts: Array.from({ length: 3 }, (_, n) => ({ host: "@everyone", display_name: `Alert ${n}` })),
      },
    });
    const id = idOf(falcon, "@everyone");
    await discord.command(EVE, SOC, "report", { about: id });
    const answer = await until(
      "the report",
      () => discord.channel(SOC).messages.find((message) => onDiscord(message).includes("Report: ")),
      30_000,
    );
    const [picture, text, page] = answer.attachments;
    expect(JSON.stringify(answer.embeds)).toContain(`attachment://${picture?.filename}`);
    expect(pixelsOf(picture!.bytes).width).toBeGreaterThan(1_000);
    expect(text?.filename).toMatch(/^report-host-[0-9a-f]{32}-.*\.md$/);
    expect(text?.bytes.toString()).toContain("# Incident report: \\@everyone");
    expect(page?.bytes.toString()).toMatch(/^<!doctype html>/);
    expect(discord.pings).toEqual([]);
  });
});
