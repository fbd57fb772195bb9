/** The life of sessions, the same story on Slack and on Discord; `test/e2e` tells it in the console. */
import { describe } from "vitest";
import { endings } from "../rtr-story/endings.ts";
import { deskOnDiscord } from "../rtr-story/on-discord.ts";
import { deskOnSlack } from "../rtr-story/on-slack.ts";
import { sessionStory } from "../rtr-story/story.ts";

describe.each([
  ["Slack", deskOnSlack],
  ["Discord", deskOnDiscord],
] as const)("a session on %s", (_, open) => {
  sessionStory(open);
  endings(open);
});
