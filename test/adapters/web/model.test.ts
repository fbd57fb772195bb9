import { expect, it } from "vitest";
import { readFrames } from "../../../adapters/web/ui/events.ts";
import { addressOf, viewAt } from "../../../adapters/web/ui/memory.ts";
import type { Model } from "../../../adapters/web/ui/model.ts";
import {
  isUnread,
  pageAnswers,
  replies,
  timeline,
  withAnswerOpen,
  withMessage,
  withMessages,
  withRead,
} from "../../../adapters/web/ui/model.ts";
import { relative } from "../../../adapters/web/ui/time.ts";
import type { MessageView } from "../../../adapters/web/view.ts";
import { HOUR, MINUTE } from "../../../src/lib/clock.ts";

const said = (id: string, createdAt: number, more: Partial<MessageView> = {}): MessageView => ({
  id,
  channel: "general",
  isPrivate: false,
  isPinned: false,
  card: { title: [id], tone: "neutral", blocks: [] },
  createdAt,
  editedAt: createdAt,
  ...more,
});

const empty: Model = {
  me: { id: "ana", name: "Ana Diaz", roles: ["responder"] },
  people: [],
  isDemo: true,
  commands: [],
  channels: [{ name: "general", latest: 0 }],
  view: { kind: "channel", channel: "general" },
  messages: { general: [] },
  read: {},
  running: [],
  pageTurns: [],
  connection: "open",
  form: undefined,
  overview: undefined,
  page: { card: undefined, problem: undefined },
  problem: undefined,
  isMenuOpen: false,
};

const ids = (messages: readonly MessageView[]): readonly string[] => messages.map(({ id }) => id);

it("opens the thread of an answer to what this person pressed, and no other", () => {
  const running = [{ turn: "t1", channel: "general", thread: undefined, what: "Details", token: "x" }];
  const answered = (answers: string, model: Model = { ...empty, running }): Model["view"] =>
    withAnswerOpen(model, said("reply", 2, { thread: "root", answers })).view;
  expect(answered("t1")).toEqual({ kind: "channel", channel: "general", thread: "root" });
  expect(answered("t2")).toEqual(empty.view);
  expect(answered("t1", { ...empty, running, view: { kind: "overview" } })).toEqual({ kind: "overview" });
});

it("keeps messages in the order in which they were said, whatever order they arrive in", () => {
  const model = [said("b", 2), said("a", 1), said("c", 3)].reduce(withMessage, empty);
  expect(ids(timeline(model, "general"))).toEqual(["a", "b", "c"]);
});

it("keeps the newer of two versions of a message", () => {
  const edited = said("a", 1, { editedAt: 9, card: { title: ["edited"], tone: "good", blocks: [] } });
  const model = [edited, said("a", 1)].reduce(withMessage, empty);
  expect(timeline(model, "general")).toEqual([edited]);
});

it("keeps what the stream brought while the channel was being loaded", () => {
  const model = withMessages(withMessage(empty, said("late", 5)), "general", [said("old", 1)]);
  expect(ids(timeline(model, "general"))).toEqual(["old", "late"]);
});

it("shows replies in their thread only", () => {
  const model = [said("root", 1), said("reply", 2, { thread: "root" })].reduce(withMessage, empty);
  expect(ids(timeline(model, "general"))).toEqual(["root"]);
  expect(ids(replies(model, "general", "root"))).toEqual(["reply"]);
});

it("marks a channel unread until it is looked at, also one that was never opened", () => {
  const model = withMessage(empty, said("a", 7, { channel: "alerts" }));
  const alerts = model.channels.find(({ name }) => name === "alerts")!;
  expect(isUnread(model, alerts)).toBe(true);
  expect(isUnread(withRead(model, "alerts"), alerts)).toBe(false);
});

it("shows on a page the answers to what was done there", () => {
  const model = [said("mine", 1, { answers: "t1" }), said("other", 2)].reduce(withMessage, empty);
  expect(ids(pageAnswers({ ...model, pageTurns: ["t1"] }))).toEqual(["mine"]);
});

it("reads the view from the address that it writes", () => {
  for (const view of [
    { kind: "channel", channel: "alerts" },
    { kind: "channel", channel: "soc/eu", thread: "m1" },
    { kind: "overview" },
    { kind: "page", command: "audit" },
  ] as const) {
    const url = new URL(addressOf(view, "ana"), "http://127.0.0.1");
    expect(viewAt(url.pathname, url.hash, "general")).toEqual(view);
    expect(url.searchParams.get("as")).toBe("ana");
  }
  expect(viewAt("/", "", "general")).toEqual({ kind: "channel", channel: "general" });
});

it("reads whole frames from a stream and keeps the rest for later", () => {
  const text = ': beat\n\nid: 7\nevent: message\ndata: {"a":"x: y"}\n\nevent: turn\nda';
  expect(readFrames(text)).toEqual({
    frames: [{ event: "message", id: "7", data: '{"a":"x: y"}' }],
    rest: "event: turn\nda",
  });
});

it("says how long ago and how soon", () => {
  const now = 10 * HOUR;
  expect(relative(now - 2_000, now)).toBe("just now");
  expect(relative(now - 90 * MINUTE, now)).toBe("1 h ago");
  expect(relative(now + 14 * MINUTE, now)).toBe("in 14 min");
});
