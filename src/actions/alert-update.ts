/**
 * `alert.update`: status, assignment, comment and tags of one alert, written back to Falcon.
 * A comment ends in who wrote it and in the request's id. Falcon signs it with the API client,
 * so that without the name nobody there knows whose words these are. And it is added each time
 * that it is sent: two equal texts may be two comments or one sent twice, and only the id tells,
 * when an answer was lost, whether ours is there already.
 */
import { z } from "zod";
import { joinUntrusted, untrusted, type Untrusted } from "../lib/untrusted.ts";
import type { Inline } from "../chat/card.ts";
import type { Action, Look, Order } from "./action.ts";
import type { AlertChanges, AlertRecord } from "./effects.ts";

/** How a closed alert was judged. Kept as tags of the alert, which is where Falcon keeps it. */
export const RESOLUTIONS = ["true_positive", "false_positive", "ignored"] as const;

const Params = z.object({
  status: z.enum(["new", "in_progress", "closed", "reopened"]).optional(),
  /** A tag is how Falcon keeps it; another resolution's tag goes. */
  resolution: z.enum(RESOLUTIONS).optional(),
  assignTo: z.object({ uuid: z.string(), name: z.string() }).optional(),
  unassign: z.literal(true).optional(),
  comment: z.string().max(3_000).optional(),
  addTags: z.array(z.string()).optional(),
  removeTags: z.array(z.string()).optional(),
});

type AlertUpdateParams = z.infer<typeof Params>;

/** Quiet: with no approval asked for, its command answers and no card is posted. */
export const alertUpdate: Action<AlertUpdateParams> = {
  kind: "alert.update",
  target: "alert",
  risk: "low",
  params: Params,
  words: { verb: "Update", reached: "updated", undo: "the same command with the earlier value" },
  countsAsIsolation: false,
  isQuiet: true,
  endsWithCall: true,
  describe: (params) => ({ verb: verbOf(params), facts: factsOf(params) }),
  execute: (order, { alerts }, signal) => alerts.update(order.target, changesOf(order), signal),
  async look(orders, { alerts }, signal) {
    const records = await alerts.read([...new Set(orders.map(({ target }) => target))], signal);
    return new Map(
      orders.flatMap((order): readonly [Order<AlertUpdateParams>, Look][] => {
        const record = records.get(order.target);
        return record === undefined
          ? []
          : [[order, { progress: isThere(order, record) ? "reached" : "untouched" }]];
      }),
    );
  },
};

/** The mark in a comment by which it is found again. */
const markOf = ({ approval }: Pick<Order, "approval">): string => `Falconer ${approval}`;

function changesOf(order: Order<AlertUpdateParams>): AlertChanges {
  const { status, resolution, assignTo, unassign, comment, addTags = [], removeTags = [] } = order.params;
  const others = RESOLUTIONS.filter((one) => one !== resolution);
  return {
    ...(status === undefined ? {} : { status }),
    ...(assignTo === undefined ? {} : { assignTo: assignTo.uuid }),
    ...(unassign === undefined ? {} : { unassign }),
    ...(comment === undefined
      ? {}
      : { comment: joinUntrusted([comment, " (", order.requester.name, `, ${markOf(order)})`]) }),
    addTags: [...addTags, ...(resolution === undefined ? [] : [resolution])],
    removeTags: [...removeTags, ...(resolution === undefined ? [] : others)],
  };
}

function isThere(order: Order<AlertUpdateParams>, record: AlertRecord): boolean {
  const { params, attempts } = order;
  const { addTags, removeTags } = changesOf(order);
  const has = (tag: string): boolean => record.tags.some((one) => one.is(tag));
  return (
    (params.status === undefined || record.status === params.status) &&
    (params.assignTo === undefined || record.assignedToUuid === params.assignTo.uuid) &&
    (params.unassign === undefined || record.assignedToUuid === undefined) &&
    addTags.every(has) &&
    !removeTags.some(has) &&
    (params.comment === undefined || (attempts > 0 && isWritten(order, record)))
  );
}

const isWritten = (order: Order, { comments }: AlertRecord): boolean =>
  comments.some((comment) => comment.passes((text) => text.includes(markOf(order))));

function verbOf({ status, assignTo, unassign, comment }: AlertUpdateParams): string {
  if (status === "closed") return "Close";
  if (status === "reopened") return "Reopen";
  if (assignTo !== undefined) return "Assign";
  if (unassign !== undefined) return "Unassign";
  return comment === undefined ? "Tag" : "Comment on";
}

function factsOf(params: AlertUpdateParams): Readonly<Record<string, Inline | undefined>> {
  const shown = (text: string | undefined): Untrusted | undefined =>
    text === undefined ? undefined : untrusted(text);
  return {
    Resolution: params.resolution?.replaceAll("_", " "),
    "Assign to": shown(params.assignTo?.name),
    Comment: shown(params.comment),
    "Add tags": shown(params.addTags?.join(", ")),
    "Remove tags": shown(params.removeTags?.join(", ")),
  };
}
