/** A submitted form as a turn, and the note that travels with a form. Pure. */
import { z } from "zod";
import type { Heard, Home } from "./heard.ts";
import { accountOf, id, turnId, userPart } from "./heard.ts";
import type { ViewState } from "./modal.ts";
import { FORM_CALLBACK, readForm } from "./modal.ts";
import type { Reply } from "./reply.ts";
import { replySchema } from "./reply.ts";

const NO_STATE: ViewState = {};

const submissionBody = z.looseObject({
  user: userPart,
  view: z.looseObject({
    id,
    callback_id: z.string(),
    private_metadata: z.string().default(""),
    state: z
      .looseObject({
        values: z.custom<ViewState>((value) => typeof value === "object" && value !== null).default(NO_STATE),
      })
      .default({ values: NO_STATE }),
  }),
});

/**
 * What rides in a form: which command it is, where the answer goes, and a number used once,
 * which tells apart two forms that Slack gave the same id.
 */
const formNote = z.looseObject({ command: z.string(), reply: replySchema, nonce: z.string().default("") });

/** For `private_metadata`, which holds 3,000 characters. It comes back from the client and proves nothing. */
export const writeFormNote = (note: {
  readonly command: string;
  readonly reply: Reply;
  readonly nonce: string;
}): string => JSON.stringify(note);

/** A form that came back. `state` is kept for telling faults at their inputs. */
export interface Submission extends Heard {
  readonly command: string;
  readonly state: ViewState;
}

/** Undefined for a view that is not ours, or whose note cannot be read. */
export function parseSubmission(body: unknown, home: Home): Submission | undefined {
  const read = submissionBody.safeParse(body);
  if (!read.success || read.data.view.callback_id !== FORM_CALLBACK) return undefined;
  const { user, view } = read.data;
  const note = formNote.safeParse(parseJson(view.private_metadata));
  if (!note.success) return undefined;
  const { command, reply, nonce } = note.data;
  const state = view.state.values;
  return {
    id: turnId("form", user.id, view.id, nonce, state),
    account: accountOf(user, home),
    input: { kind: "form", command, values: readForm(state) },
    command,
    state,
    reply: { ...reply, user: user.id },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
