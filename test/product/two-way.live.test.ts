/** What people decide about an alert, through the running bot: what Falcon is told, and what the card says then. */
import { beforeAll, afterAll, describe, expect, it } from "vitest";
import type { Alert } from "../../src/simulator/alert-book.ts";
import type { CallRecord } from "../../src/simulator/call-log.ts";
import type { FaultEffect } from "../../src/simulator/faults.ts";
import { textOf, type Message } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { openFeed, said, withFeed } from "./feed-stage.ts";
import type { OpenStage, Stage } from "./stage.ts";

const PATCH = "/alerts/entities/alerts/v3";

const patches = (stage: Stage, id: string): readonly CallRecord[] =>
  stage.falcon.state.callsTo(PATCH, "PATCH").filter(({ body }) => JSON.stringify(body).includes(id));

/** What the last PATCH of an alert asked for, in the order in which it was said. */
const asked = (stage: Stage, id: string): readonly (readonly [unknown, unknown])[] => {
  const body = patches(stage, id).at(-1)?.body as { action_parameters: { name: unknown; value: unknown }[] };
  return body.action_parameters.map(({ name, value }) => [name, value] as const);
};

const alertOf = (stage: Stage, id: string): Alert => stage.falcon.state.alert(id)!;
const commentsOf = (stage: Stage, id: string): readonly string[] =>
  ((alertOf(stage, id)["comments"] ?? []) as { value: string }[]).map(({ value }) => value);

async function raise(
  stage: Stage,
  host: string,
  display_name: string,
): Promise<{ id: string; card: Message }> {
  const { composite_id: id } = stage.falcon.addAlert({ host, display_name, severity_name: "High" });
  return { id, card: await said(stage, display_name) };
}

const shows = (card: Message, ...words: readonly string[]): Promise<boolean> =>
  until(`the card shows ${words.join(", ")}`, () => words.every((word) => textOf(card).includes(word)));

describe("a change of an alert", { timeout: 60_000 }, () => {
  let stage: OpenStage;
  beforeAll(async () => {
    stage = await openFeed();
  });
  afterAll(() => stage.close());

  it("is written as strings to the alert alone, hidden or not", async () => {
    const { id, card } = await raise(stage, "WIN-01", "Commented upon");
    await stage.slack.slash("U0ANA", "C0SOC", `comment ${id} the user "tests" a *backup* script`);
    await stage.told("U0ANA", "Commented upon", "commented on");
    const [call] = patches(stage, id);
    expect(call?.query).toEqual({ include_hidden: ["true"] });
    expect(call?.body).toMatchObject({ composite_ids: [id] });
    const [[name, value] = []] = asked(stage, id);
    expect(name).toBe("append_comment");
    expect(value).toMatch(/^the user "tests" a \*backup\* script \(Ana Diaz, Falconer \w{12}\)$/);
    expect(commentsOf(stage, id)).toEqual([value]);
    expect(textOf(card)).toContain("new");
  });

  it("closes with a resolution as a tag, in place of another's, and a comment", async () => {
    const { id, card } = await raise(stage, "WIN-02", "To be closed");
    await stage.slack.slash("U0ANA", "C0SOC", `tag ${id} true_positive`);
    await until("the tag", () => alertOf(stage, id).tags.includes("true_positive"));
    await stage.slack.slash("U0ANA", "C0SOC", `close ${id} false_positive a known admin tool`);
    await stage.told("U0ANA", "To be closed", "closed as false positive");
    expect(asked(stage, id)).toEqual([
      ["remove_tag", "true_positive"],
      ["remove_tag", "ignored"],
      ["add_tag", "false_positive"],
      ["update_status", "closed"],
      ["append_comment", expect.stringMatching(/^a known admin tool \(Ana Diaz, /)],
    ]);
    expect(alertOf(stage, id)).toMatchObject({ status: "closed", tags: ["false_positive"] });
    await shows(card, "closed", "false_positive");
    await stage.slack.slash("U0ANA", "C0SOC", `reopen ${id} it happened again`);
    await stage.told("U0ANA", "To be closed", "reopened");
    expect(asked(stage, id)[0]).toEqual(["update_status", "reopened"]);
    await shows(card, "reopened");
  });

  it("closes without a word where nobody gives one", async () => {
    const { id } = await raise(stage, "WIN-03", "Closed in silence");
    await stage.slack.slash("U0ANA", "C0SOC", `close ${id}`);
    await stage.told("U0ANA", "Closed in silence", "closed");
    expect(asked(stage, id)).toEqual([["update_status", "closed"]]);
    expect(commentsOf(stage, id)).toEqual([]);
  });

  it("tags and takes tags off", async () => {
    const { id, card } = await raise(stage, "WIN-04", "To be tagged");
    await stage.slack.slash("U0ANA", "C0SOC", `tag ${id} phishing, wave 7`);
    await stage.told("U0ANA", "To be tagged", "tagged");
    expect(asked(stage, id)).toEqual([
      ["add_tag", "phishing"],
      ["add_tag", "wave 7"],
    ]);
    await shows(card, "phishing", "wave 7");
    await stage.slack.slash("U0ANA", "C0SOC", `tag ${id} wave 7 --remove`);
    await stage.told("U0ANA", "To be tagged", "without these tags");
    expect(asked(stage, id)).toEqual([["remove_tag", "wave 7"]]);
    await until("the tag is gone", () => !textOf(card).includes("wave 7"));
  });

  it("assigns by UUID to whoever is meant, and takes it back", async () => {
    const { id, card } = await raise(stage, "WIN-05", "To be assigned");
    const lee = stage.falcon.state.users.find(({ uid }) => !uid.startsWith("ana"))!;
    await stage.slack.slash("U0ANA", "C0SOC", `assign ${id} ${lee.first_name} ${lee.last_name}`);
    await stage.told("U0ANA", "To be assigned", `assigned to ${lee.first_name}`);
    expect(asked(stage, id)).toEqual([["assign_to_uuid", lee.uuid]]);
    await shows(card, `${lee.first_name} ${lee.last_name}`);
    await stage.slack.slash("U0ANA", "C0SOC", `assign ${id} nobody`);
    await stage.told("U0ANA", "To be assigned", "assigned to nobody");
    expect(asked(stage, id)).toEqual([["unassign", "true"]]);
    await until("nobody has it", () => !textOf(card).includes(lee.last_name));
  });

  it("that was made in Falcon shows on the card as well", async () => {
    const { id, card } = await raise(stage, "WIN-06", "Changed elsewhere");
    stage.falcon.setAlert(id, { status: "in_progress", assigned_to_name: "Robin Field" });
    await shows(card, "in progress", "Robin Field");
    stage.falcon.setAlert(id, { tags: ["from-the-console"] });
    await shows(card, "from-the-console");
    stage.falcon.setAlert(id, { status: "closed", resolution: "ignored", tags: ["ignored"] });
    await shows(card, "closed", "ignored");
    expect(textOf(card)).not.toContain("from-the-console");
  });

  it("of somebody who may only look is refused, and Falcon hears nothing of it", async () => {
    const { id } = await raise(stage, "SRV-01", "Not for viewers");
    for (const line of [`comment ${id} me too`, `close ${id}`, `tag ${id} x`, `assign ${id}`, `reopen ${id}`])
      await stage.slack.slash("U0EVE", "C0SOC", line);
    await until("five refusals", () => stage.whispers("U0EVE").length === 5);
    expect(stage.whispers("U0EVE").every((words) => words.includes("responder"))).toBe(true);
    expect(patches(stage, id)).toEqual([]);
  });
});

describe("an answer that never comes", { timeout: 120_000 }, () => {
  const lost: readonly (readonly [string, FaultEffect, number])[] = [
    ["after Falcon did it, time runs out", "hang-after", 1],
    ["before Falcon did it, time runs out", "hang", 2],
    ["after Falcon did it, the line is cut", "reset-after", 1],
    ["before Falcon did it, the line is cut", "reset-before", 2],
  ];

  it("is settled by reading: the comment stands there once, whatever became of the call", async () => {
    const stage = await withFeed();
    const cases = await Promise.all(
      lost.map(async ([words, fault], index) => {
        const name = `Lost number ${index}`;
        const { id, card } = await raise(stage, `WIN-0${index + 1}`, name);
        stage.falcon.addFault({ method: "PATCH", path: PATCH, match: id, fault });
        await stage.slack.slash("U0ANA", "C0SOC", `close ${id} true_positive settled by reading`);
        return { words, id, card, name };
      }),
    );
    for (const { words, id, card, name } of cases) {
      await until(`closed though ${words}`, () => alertOf(stage, id).status === "closed", 60_000);
      for (const saying of [["Not confirmed", "may have been done or not"], ["Verified"]])
        await until(
          `${saying.join(", ")} though ${words}`,
          () =>
            stage.whispers("U0ANA").some((told) => [name, ...saying].every((word) => told.includes(word))),
          60_000,
        );
      await shows(card, "closed");
    }
    // Long enough for a repeat that must not come.
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    expect(
      cases.map(({ words, id }) => [words, patches(stage, id).length, commentsOf(stage, id).length]),
    ).toEqual(lost.map(([words, , calls]) => [words, calls, 1]));
  });
});
