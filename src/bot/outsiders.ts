/** Accounts that have no say here, even when the settings list them, and the sentence that tells them why. */
import type { Standing } from "../chat/person.ts";

export const OUTSIDERS = {
  guest: "Your account is a guest here, and guests may not use Falconer.",
  foreign: "Your account belongs to another workspace; Falconer obeys members of its own only.",
  deactivated: "Your account is deactivated.",
  bot: "Falconer takes no orders from bots.",
} as const;

type Outsider = keyof typeof OUTSIDERS;

/** `unknown` is none: what may not be known of an account is judged where it matters. */
export const isOutsider = (standing: Standing): standing is Outsider => Object.hasOwn(OUTSIDERS, standing);
