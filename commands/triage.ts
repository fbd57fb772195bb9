/** `assign`, `comment`, `close`, `reopen`, `tag`: what people decide about an alert, written back to Falcon. */
import { z } from "zod";
import { RESOLUTIONS } from "../src/actions/alert-update.ts";
import * as arg from "../src/chat/args.ts";
import { UserError } from "../src/lib/errors.ts";
import { anyStatus, changeAlerts, notClosed } from "./alert-change.ts";
import { defineCommand } from "./define.ts";

const LONGEST_LINK = 2_000;

const alertArg = () =>
  arg.word("Alert", "its id, or a link to it in the Falcon console", "alert", LONGEST_LINK);
const common = {
  role: "responder",
  changes: true,
  audience: "actor",
  agents: "propose",
  fillers: ["alert", "detection"],
} as const;
const EXAMPLE = "ind:0123456789abcdef0123456789abcdef:1234-5678-90";

/** Without a name to whoever says it, found in Falcon by the name that the settings give them. */
export const assign = defineCommand({
  ...common,
  name: "assign",
  summary: "Assign an alert to somebody in Falcon",
  args: z.object({
    alert: alertArg(),
    person: arg.optionalRest(
      "Person",
      "@person, an e-mail address, a name or a UUID; you unless you say otherwise; nobody takes it back",
    ),
  }),
  examples: [`assign ${EXAMPLE}`, `assign ${EXAMPLE} ana@example.com`],
  async run({ alert, person = "me" }, moment, services) {
    if (person.toLowerCase() === "nobody")
      return changeAlerts(
        {
          alert,
          isFor: anyStatus,
          params: { unassign: true },
          reason: "unassign",
          done: "assigned to nobody",
        },
        moment,
        services,
      );
    const user = await services.falconUsers.find(person, moment.person, moment.place.surface, moment.signal);
    const assignTo = { uuid: user.uuid, name: services.falconUsers.words(user) };
    return changeAlerts(
      { alert, isFor: notClosed, params: { assignTo }, reason: "assign", done: ["assigned to ", user.name] },
      moment,
      services,
    );
  },
});

/** Falcon adds a comment each time, so it carries the request's id (src/actions/alert-update.ts). */
export const comment = defineCommand({
  ...common,
  name: "comment",
  summary: "Write a comment on an alert in Falcon",
  args: z.object({ alert: alertArg(), text: arg.rest("Comment", "what is to be remembered") }),
  examples: [`comment ${EXAMPLE} the user was testing a backup script`],
  run: ({ alert, text }, moment, services) =>
    changeAlerts(
      { alert, isFor: anyStatus, params: { comment: text }, reason: text, done: "commented on" },
      moment,
      services,
    ),
});

/** A card of the feed stands for all its alerts that are still open. */
export const close = defineCommand({
  ...common,
  name: "close",
  summary: "Close an alert in Falcon, with a verdict and a comment",
  args: z.object({
    alert: alertArg(),
    resolution: arg.choice("Resolution", RESOLUTIONS, {
      named: false,
      hint: "true_positive, false_positive or ignored",
    }),
    comment: arg.optionalRest("Comment", "why, for the record"),
  }),
  examples: [`close ${EXAMPLE} false_positive a known admin tool`],
  run: ({ alert, resolution, comment: said }, moment, services) =>
    changeAlerts(
      {
        alert,
        isFor: notClosed,
        params: {
          status: "closed",
          ...(resolution === undefined ? {} : { resolution }),
          ...(said === undefined ? {} : { comment: said }),
        },
        reason: said ?? resolution ?? "closed",
        done: resolution === undefined ? "closed" : `closed as ${resolution.replaceAll("_", " ")}`,
      },
      moment,
      services,
    ),
});

/** Of a card, only the closed ones. */
export const reopen = defineCommand({
  ...common,
  name: "reopen",
  summary: "Reopen a closed alert in Falcon",
  args: z.object({ alert: alertArg(), comment: arg.optionalRest("Comment", "why, for the record") }),
  examples: [`reopen ${EXAMPLE} it happened again`],
  run: ({ alert, comment: said }, moment, services) =>
    changeAlerts(
      {
        alert,
        isFor: (status) => status === "closed",
        params: { status: "reopened", ...(said === undefined ? {} : { comment: said }) },
        reason: said ?? "reopened",
        done: "reopened",
      },
      moment,
      services,
    ),
});

/** Several are separated by commas; one may hold spaces. */
export const tag = defineCommand({
  ...common,
  name: "tag",
  summary: "Add tags to an alert in Falcon, or take them off",
  args: z.object({
    alert: alertArg(),
    tags: arg.rest("Tags", "one, or several with commas"),
    remove: arg.flag("Remove", "take them off instead"),
  }),
  examples: [`tag ${EXAMPLE} phishing`, `tag ${EXAMPLE} phishing --remove`],
  run({ alert, tags, remove }, moment, services) {
    const words = tags
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== "");
    if (words.length === 0) throw new UserError("Name at least one tag.");
    const params = remove ? { removeTags: words } : { addTags: words };
    return changeAlerts(
      { alert, isFor: anyStatus, params, reason: tags, done: remove ? "without these tags" : "tagged" },
      moment,
      services,
    );
  },
});
