/** What is known of a session's host, for reading what is typed. Pure. */
import type { ScriptHelp } from "../../falcon/endpoints/rtr.ts";
import type { RtrSessionRow } from "../../store/rtr-rows.ts";
import { platformOf } from "../catalogue.ts";
import type { Offer } from "./read-command.ts";

export const offerOf = ({ platform, help }: Pick<RtrSessionRow, "platform" | "help">): Offer => ({
  platform: platformOf(platform),
  help: Array.isArray(help) ? (help as readonly ScriptHelp[]) : [],
});
