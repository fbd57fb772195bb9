/** What the page knows, and the pure steps from one state to the next. No fetching, no markup. */
import type { CardView, FormView, MessageView, PersonView, StateView } from "../view.ts";
import type { InputView } from "./api.ts";

/** What is on the screen; its address is `addressOf`. */
export type View =
  | { readonly kind: "channel"; readonly channel: string; readonly thread?: string }
  | { readonly kind: "overview" }
  | { readonly kind: "page"; readonly command: "approvals" | "audit" };

/** Something this person started and whose answer is awaited. */
export interface Running {
  readonly turn: string;
  readonly channel: string;
  readonly thread: string | undefined;
  /** The line, or the words on the button. */
  readonly what: string;
  readonly token: string | undefined;
}

/** The one form that is open. Closing it sends nothing. */
export interface OpenForm {
  readonly form: FormView;
  readonly origin: Origin;
  readonly faults: Readonly<Record<string, string>>;
  readonly isBusy: boolean;
  readonly problem: string | undefined;
  /** Host facts are still being looked up. */
  readonly isLookingUp: boolean;
}

/** Where something was said from, so that its answer comes back there. */
export interface Origin {
  readonly channel: string;
  readonly thread: string | undefined;
  /** The message whose button was pressed: what is answered to everybody stands in its thread. */
  readonly message?: string | undefined;
  readonly what: string;
  readonly input: InputView;
}

/** The state of the page, replaced as a whole and never changed in place. */
export interface Model {
  readonly me: PersonView;
  readonly people: readonly PersonView[];
  readonly isDemo: boolean;
  readonly commands: StateView["commands"];
  readonly channels: StateView["channels"];
  readonly view: View;
  /** By channel, oldest first; a channel that was never opened is absent. */
  readonly messages: Readonly<Record<string, readonly MessageView[]>>;
  /** Up to which moment each channel was read. */
  readonly read: Readonly<Record<string, number>>;
  readonly running: readonly Running[];
  /** Turns started on the page that is shown. */
  readonly pageTurns: readonly string[];
  readonly connection: "opening" | "open" | "lost";
  readonly form: OpenForm | undefined;
  readonly overview: CardView | undefined;
  readonly page: { readonly card: CardView | undefined; readonly problem: string | undefined };
  readonly problem: string | undefined;
  /** The channel list, where the screen is too narrow to keep it open. */
  readonly isMenuOpen: boolean;
}

/** Adds or replaces a message, and keeps the newer of two versions. */
export function withMessage(model: Model, message: MessageView): Model {
  const { channel } = message;
  const known = model.messages[channel];
  const channels = raised(model.channels, channel, message.createdAt);
  if (known === undefined) return { ...model, channels };
  const index = known.findIndex(({ id }) => id === message.id);
  const existing = known[index];
  if (existing !== undefined && existing.editedAt >= message.editedAt) return model;
  const next =
    existing === undefined
      ? [...known, message].sort((a, b) => a.createdAt - b.createdAt)
      : known.with(index, message);
  return { ...model, channels, messages: { ...model.messages, [channel]: next } };
}

/** An answer to what was pressed on a channel's message stands in its thread, which opens for whoever pressed. */
export function withAnswerOpen(model: Model, { channel, thread, answers }: MessageView): Model {
  const { view } = model;
  const isMine = model.running.some((one) => one.turn === answers && one.thread === undefined);
  const isShown = view.kind === "channel" && view.channel === channel;
  return thread !== undefined && isMine && isShown ? { ...model, view: { ...view, thread } } : model;
}

/** A channel as the server has it; what arrived meanwhile over the stream is kept. */
export function withMessages(model: Model, channel: string, messages: readonly MessageView[]): Model {
  const loaded: Model = {
    ...model,
    messages: { ...model.messages, [channel]: [] },
  };
  return [...messages, ...(model.messages[channel] ?? [])].reduce(withMessage, loaded);
}

/** Everything up to now has been seen. */
export function withRead(model: Model, channel: string): Model {
  const latest = model.channels.find(({ name }) => name === channel)?.latest ?? 0;
  if ((model.read[channel] ?? 0) >= latest) return model;
  return { ...model, read: { ...model.read, [channel]: latest } };
}

/** By the newest message of the channel, whether or not it was loaded. */
export const isUnread = (model: Model, channel: StateView["channels"][number]): boolean =>
  channel.latest > (model.read[channel.name] ?? 0);

/** The turn has ended, or never began. */
export const withoutRunning = (model: Model, turn: string): Model => ({
  ...model,
  running: model.running.filter((running) => running.turn !== turn),
});

/** What the channel shows below one another: everything that stands in no thread. */
export const timeline = (model: Model, channel: string): readonly MessageView[] =>
  (model.messages[channel] ?? []).filter(({ thread }) => thread === undefined);

/** Those of one thread, oldest first, without the message that it hangs on. */
export const replies = (model: Model, channel: string, root: string): readonly MessageView[] =>
  (model.messages[channel] ?? []).filter(({ thread }) => thread === root);

/** The cards that answered what was done on this page, newest first. */
export const pageAnswers = (model: Model): readonly MessageView[] =>
  Object.values(model.messages)
    .flat()
    .filter(({ answers }) => answers !== undefined && model.pageTurns.includes(answers))
    .sort((a, b) => b.createdAt - a.createdAt);

/** Where the buttons of a page that is no channel are answered. */
export const homeChannel = ({ channels }: Model): string =>
  (channels.find(({ name }) => name === "approvals") ?? channels[0])?.name ?? "";

/** What to call a channel: a person's own one has no hash. */
export const isDirect = (channel: string): boolean => channel.startsWith("@");

/** A stable number per person, for their colour. */
export const hueOf = (people: readonly PersonView[], id: string | undefined): number =>
  Math.max(
    0,
    people.findIndex((person) => person.id === id),
  ) % HUES;

const HUES = 6;

function raised(channels: Model["channels"], channel: string, latest: number): Model["channels"] {
  if (!channels.some(({ name }) => name === channel)) return [...channels, { name: channel, latest }];
  return channels.map((one) =>
    one.name === channel ? { ...one, latest: Math.max(one.latest, latest) } : one,
  );
}
