/**
 * Faults between entries: two people with one account, a channel on a surface that is off.
 * They look at the file as written, so that they are told together with all the others.
 */
import { personIdOf } from "../bot/listed-people.ts";
import { parsePlace } from "../chat/place.ts";
import { quote, type Fault } from "./faults.ts";
import { PLACE_SURFACES } from "./values.ts";

const ACCOUNTS = ["slack", "discord", "shell"] as const;

const SWITCH: Readonly<Record<string, string>> = {
  slack: "set SLACK_BOT_TOKEN and SLACK_APP_TOKEN (or SLACK_SIGNING_SECRET)",
  discord: "set DISCORD_TOKEN",
};

/** Whoever shares an account or a name could be taken for the other, and decide on their own request. */
export function sharedAccounts(written: unknown): readonly Fault[] {
  const owners = new Map<string, string>();
  return listAt(written, "people").flatMap((person, i) => {
    const name = at(person, "name");
    const whose = typeof name === "string" ? name.trim() : `people[${i}]`;
    const faults: Fault[] = [];
    const claim = (key: string, claimed: string, message: (owner: string) => string): void => {
      const owner = owners.get(claimed);
      if (owner === undefined) owners.set(claimed, whose);
      else faults.push({ path: `people[${i}].${key}`, message: message(owner) });
    };
    if (typeof name === "string" && name.trim() !== "") {
      const id = personIdOf(name);
      if (id === "")
        faults.push({ path: `people[${i}].name`, message: "write a name with letters or digits" });
      else
        claim(
          "name",
          `name ${id}`,
          (owner) => `${quote(whose)} reads like ${quote(owner)}; each needs a name of their own`,
        );
    }
    for (const key of ACCOUNTS) {
      const account = at(person, key);
      if (typeof account !== "string" && typeof account !== "number") continue;
      const id = String(account).trim();
      claim(
        key,
        `${key} ${id}`,
        (owner) => `${quote(id)} is already the account of ${quote(owner)}; an account has one owner`,
      );
    }
    return faults;
  });
}

/**
 * Channels that nothing can be posted in now. Worth a warning, not a refusal: the same file
 * may serve a shell that has no tokens, or a surface that is switched on later.
 */
export function silentSurfaces(written: unknown, on: ReadonlySet<string>): readonly Fault[] {
  const places = [
    { path: "approvals.channel", value: at(at(written, "approvals"), "channel") },
    ...listAt(written, "feeds").map((feed, i) => ({
      path: `feeds[${i}].channel`,
      value: at(feed, "channel"),
    })),
  ];
  return places.flatMap(({ path, value }) => {
    const surface = typeof value === "string" ? parsePlace(value.trim())?.surface : undefined;
    // A surface that does not exist is told as such where the channel is read.
    if (surface === undefined || on.has(surface) || !PLACE_SURFACES.some((one) => one === surface)) return [];
    return [
      { path, message: `${surface} is not switched on; ${SWITCH[surface]}, or choose another channel` },
    ];
  });
}

const at = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

function listAt(value: unknown, key: string): readonly unknown[] {
  const found = at(value, key);
  return Array.isArray(found) ? found : [];
}
