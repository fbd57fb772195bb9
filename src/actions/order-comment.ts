/** What Falcon's own record says about a change of ours: who wanted it, why, and which request it was. */
import { plainLine } from "../chat/plain.ts";
import { clip } from "../chat/visible.ts";
import type { Order } from "./action.ts";

const LONGEST = 400;

/** Plain text of 400 characters at most, for a comment field of Falcon's. */
export const orderComment = ({ requester, reason, approval }: Order<unknown>): string =>
  clip(plainLine([requester.name, ": ", reason, ` (Falconer ${approval})`]), LONGEST);
