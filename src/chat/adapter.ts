/**
 * The two ports between Falconer and a chat platform. `ChatAdapter` is what an
 * adapter provides, `Bot` what it is given. Optional verbs are capabilities: an
 * adapter leaves out what its platform cannot do.
 */
import type { Card, Press } from "./card.ts";
import type { CommandInfo } from "./command.ts";
import type { Form, FormFaults, FormValues } from "./form.ts";
import type { FileReading, IncomingFile } from "./incoming-file.ts";
import type { AccountRef, Account, Standing } from "./person.ts";
import type { MessageRef, Place } from "./place.ts";
import type { Answer, Audience, Input, Turn } from "./turn.ts";

/**
 * What may be missing is optional; what is there must work. Verbs
 * reject with `PlaceGone` or `PostUncertain` where those fit.
 */
export interface ChatAdapter {
  readonly surface: string;
  /** Signs in and listens. Throws `StartRefused` when the platform refuses us for good. */
  start(bot: Bot): Promise<void>;
  stop(): Promise<void>;
  /** True while the platform is reachable; readiness asks. */
  isReady(): boolean;

  /** Answers one turn, in private or to its conversation. Tries every road the platform offers. */
  respond(turn: Turn, answer: Answer): Promise<void>;
  /** Tells the person that it takes longer; asked for once a turn has kept them waiting. */
  working?(turn: Turn): Promise<void>;
  /** Posts a card; `key` is carried along invisibly so that `find` can recognise the message. */
  post(place: Place, card: Card, key: string): Promise<MessageRef>;
  /** Replaces the whole card. Nobody is notified by it. @throws PlaceGone */
  update(ref: MessageRef, card: Card): Promise<void>;
  /** Looks for a message posted with this key: what to do before posting again after a lost answer. */
  find?(place: Place, key: string): Promise<MessageRef | undefined>;
  /**
   * Keeps a message at hand in its place, or lets it go; doing so again changes nothing. What the
   * platform does not let us do is said in the log once and is no error: a pin is a courtesy.
   */
  pin?(ref: MessageRef, isPinned: boolean): Promise<void>;
  /** A private message to one person, outside any conversation. */
  direct?(account: AccountRef, card: Card, key: string): Promise<MessageRef>;

  /** The bytes of a file that came with a turn, as far as they are not too many. */
  readFile?(file: IncomingFile, mostBytes: number, signal: AbortSignal): Promise<FileReading>;

  /** Which of these groups the account is in now. */
  groupsOf?(account: AccountRef, groups: readonly string[]): Promise<readonly string[]>;
  /** How the account stands now; asked before anything that changes or decides. */
  standingOf?(account: AccountRef): Promise<Standing>;
  /** Something that a person's overview shows has changed. */
  overviewChanged?(): void;
  /** Where people find a message on the web; undefined where that is not known. */
  addressOf?(message: MessageRef): string | undefined;
  /** Why nothing can be said in this channel, for people; undefined where it can, or where that cannot be told. */
  obstacleIn?(channel: string): Promise<string | undefined>;
  /** Is this channel one person's own? What others have to see is not posted there. */
  isPrivate?(channel: string): boolean;
}

/**
 * Whether to run at once or to ask for more, decided from text alone, without waiting.
 * What cannot be understood, and a button that is not ours, is run all the same: the
 * bot explains and audits it, in private.
 */
export type Preview =
  | { readonly next: "run"; readonly audience: Audience }
  | { readonly next: "form"; readonly form: Form };

/** One completion. `detail` may hold a host's own words and is shown as plain text. */
export interface Suggestion {
  /** What is put into the line. */
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
}

/** What an adapter may ask. Nothing here throws for what a person wrote; that becomes an answer. */
export interface Bot {
  readonly commands: readonly CommandInfo[];
  /** From memory, because a form can be opened for three seconds only. */
  preview(input: Input): Preview;
  /** Adds what had to be looked up (host facts) to a form that is already on the screen. */
  elaborate(form: Form, account: Account): Promise<Form>;
  /** Faults by field, from the schema alone; empty when the form may be sent. */
  check(command: string, values: FormValues): FormFaults;
  /**
   * Takes a turn. `stored` resolves once it is safe to acknowledge: false means it was
   * seen before. `done` resolves when the answer has been given.
   */
  accept(turn: Turn): { readonly stored: Promise<boolean>; readonly done: Promise<void> };
  /** Whether lines of this thread that nobody addresses to the bot may be for it all the same; from memory. */
  follows?(place: Place): boolean;
  /** The signed token that stands for a press; at most 100 characters. */
  seal(press: Press): string;
  /** Completions for the last word of a line. */
  suggest(line: string, account: Account): Promise<readonly Suggestion[]>;
  /** What a person's own page shows: what waits for them, what is isolated now. */
  overview(account: Account): Promise<Card>;
}

/** The platform refused us for good (bad token): `setting` is the variable to mend. */
export class StartRefused extends Error {
  readonly setting: string;

  constructor(setting: string, reason: string) {
    super(`${setting}: ${reason}`);
    this.name = "StartRefused";
    this.setting = setting;
  }
}

/** The message or its channel no longer exists, or we may no longer write there. */
export class PlaceGone extends Error {
  override readonly name = "PlaceGone";
}

/** The platform may or may not have taken the message: the answer was lost. */
export class PostUncertain extends Error {
  override readonly name = "PostUncertain";
}
