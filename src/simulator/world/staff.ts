/** Meridian Paper, an invented company: the people of its security team and the ids it goes by. */
import { DAY, HOUR } from "../../lib/clock.ts";
import type { Dice } from "../dice.ts";
import { secondStamp } from "../stamp.ts";
import type { FalconUser } from "../tenant.ts";
import { DOMAIN } from "./names.ts";

export { DOMAIN };
/** A reserved name, so that no link of a rehearsal leads anywhere. */
export const CONSOLE_URL = "https://falcon.meridian.example";

const STAFF = [
  ["Ana", "Diaz"],
  ["Lee", "Chan"],
  ["Priya", "Nair"],
  ["Tomas", "Lind"],
  ["Ruth", "Okafor"],
  ["Viola", "Marsh"],
  ["Sam", "Rivers"],
  // Whoever tries the console without settings works there too, so that an alert can be theirs.
  ["Vera", "Novak"],
  ["Ravi", "Menon"],
  ["Alma", "Brandt"],
  ["Sam", "Okafor"],
] as const;

/** 32 hex digits, the CID that composite ids begin with. */
export const customerIdOf = (dice: Dice): string => dice.hex("customer");

/** The people of the demo settings are among them, so that alerts can be assigned to them. */
export function createStaff(dice: Dice, startMs: number): FalconUser[] {
  return STAFF.map(([first_name, last_name]) => {
    const uid = `${first_name}.${last_name}@${DOMAIN}`.toLowerCase();
    return {
      uuid: dice.uuid(`user ${uid}`),
      uid,
      first_name,
      last_name,
      cid: customerIdOf(dice),
      status: "active",
      created_at: secondStamp(startMs - 400 * DAY),
      last_login_at: secondStamp(startMs - dice.below(`login ${uid}`, 40) * HOUR),
    };
  });
}
