/** Everything that the bot has put before people in an emulated workspace, and what in it would act. */
import { activeTokens, type Json, type Slack } from "../emulators/slack/index.ts";

export interface Shown {
  /** Channel, `private`, `form` or `home`. */
  readonly where: string;
  readonly text: string;
  readonly blocks: readonly Json[];
}

export function everythingShown(
  slack: Slack,
  channels: readonly string[],
  users: readonly string[],
): Shown[] {
  const said = [...channels.map((id) => slack.channel(id)), ...users.map((id) => slack.direct(id))].flatMap(
    ({ id, messages }) => messages.filter((one) => one.byBot).map((one) => ({ where: id, ...one })),
  );
  const whispered = users.flatMap((id) => slack.ephemerals(id)).map((one) => ({ where: "private", ...one }));
  const forms = users.flatMap((id) => slack.modals(id)).map(({ view }) => onPage("form", view));
  const homes = users
    .map((id) => slack.home(id))
    .filter((view) => view !== undefined)
    .map((view) => onPage("home", view));
  return [...said, ...whispered, ...forms, ...homes];
}

/** A form or a page as something shown; its title takes the place of the notification. */
export const onPage = (where: string, view: Json): Shown => ({
  where,
  text: JSON.stringify(view["title"] ?? ""),
  blocks: view["blocks"] as readonly Json[],
});

/** Mentions, broadcasts and links that nobody of ours wrote. */
export const foreignTokens = (shown: Shown): readonly string[] =>
  activeTokens(shown).filter((token) => !token.startsWith("<https://falcon."));
