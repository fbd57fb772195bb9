/** The judge is judged: what Slack refuses has to be refused here, or the other tests prove nothing. */
import { describe, expect, it } from "vitest";
import { activeTokens, blockFaults, textOf, viewFaults } from "../../emulators/slack/index.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const button = (action_id: string, value = "v", label = "Go") => ({
  type: "button",
  action_id,
  value,
  text: plain(label),
});
const option = (value: string) => ({ text: plain("x"), value });
const select = (options: unknown[]) => ({ type: "static_select", action_id: "s", options });
const actions = (...elements: unknown[]) => ({ type: "actions", elements });

describe("the block kit judge", () => {
  it("takes what slack takes", () => {
    const good = [
      { type: "header", text: plain("x") },
      section("y"),
      actions(button("a"), button("b"), select([option("v")])),
    ];
    expect(blockFaults(good, "message")).toEqual([]);
  });

  it.each<[string, unknown[]]>([
    ["51 blocks", Array.from({ length: 51 }, () => ({ type: "divider" }))],
    ["an empty text", [section("")]],
    ["a text of blanks", [section("  ")]],
    ["a long section", [section("x".repeat(3_001))]],
    ["a long header", [{ type: "header", text: plain("x".repeat(151)) }]],
    ["a marked header", [{ type: "header", text: { type: "mrkdwn", text: "x" } }]],
    ["eleven fields", [{ type: "section", fields: Array.from({ length: 11 }, () => plain("x")) }]],
    ["a section of nothing", [{ type: "section" }]],
    ["26 buttons", [actions(...Array.from({ length: 26 }, (_, n) => button(`a${n}`)))]],
    ["no button", [actions()]],
    ["a long label", [actions(button("a", "v", "x".repeat(76)))]],
    ["a long value", [actions(button("a", "x".repeat(2_001)))]],
    ["one action id twice", [actions(button("a"), button("a"))]],
    [
      "one block id twice",
      [
        { type: "divider", block_id: "b" },
        { type: "divider", block_id: "b" },
      ],
    ],
    ["101 options", [actions(select(Array.from({ length: 101 }, () => option("v"))))]],
    ["no option", [actions(select([]))]],
    ["a long option value", [actions(select([option("x".repeat(151))]))]],
    ["a property of its own", [{ type: "divider", colour: "red" }]],
    ["an input in a message", [{ type: "input", label: plain("x"), element: { type: "plain_text_input" } }]],
    ["a type of its own", [{ type: "banner" }]],
    ["half a surrogate pair", [section("\uD800")]],
  ])("refuses %s", (_name, blocks) => {
    expect(blockFaults(blocks, "message")).not.toEqual([]);
  });

  it("refuses a modal without submit, with a long title, with a long note", () => {
    const input = { type: "input", label: plain("x"), element: { type: "plain_text_input", action_id: "a" } };
    const modal = { type: "modal", title: plain("x"), submit: plain("Go"), blocks: [input] };
    expect(viewFaults(modal)).toEqual([]);
    expect(viewFaults({ ...modal, submit: undefined })).not.toEqual([]);
    expect(viewFaults({ ...modal, title: plain("x".repeat(25)) })).not.toEqual([]);
    expect(viewFaults({ ...modal, private_metadata: "x".repeat(3_001) })).not.toEqual([]);
  });

  it("sees what would ping or link, in blocks and in the notification", () => {
    const shown = {
      text: "<!channel>",
      blocks: [section("<@U1> <https://x.example|y> <!date^1^{ago}|then>")],
    };
    expect(activeTokens(shown)).toEqual(["<@U1>", "<https://x.example|y>", "<!channel>"]);
    expect(textOf({ blocks: [section("&lt;!here&gt; <!date^1^{ago}|then>")] })).toBe("<!here> then");
  });
});
