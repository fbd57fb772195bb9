/** Help of a session, from the catalogue and from what the host says of itself. Pure. */
import {
  card,
  code,
  facts,
  list,
  mono,
  note,
  strong,
  text,
  type Block,
  type Card,
  type Inline,
} from "../../chat/card.ts";
import { NotFound } from "../../chat/ambiguity.ts";
import { nearest } from "../../lib/edit-distance.ts";
import { untrusted } from "../../lib/untrusted.ts";
import { CATALOGUE, GROUPS, PLATFORM_NAMES, specNamed, type CommandSpec } from "../catalogue.ts";
import { gateOf, type Gate } from "../grammar/gate.ts";
import { liveSpec } from "../grammar/live.ts";
import type { Offer } from "../grammar/read-command.ts";
import { nameList } from "../cards/words.ts";
import { syntaxOf } from "../grammar/syntax.ts";

const GATES: Readonly<Record<Gate, string>> = {
  "at-once": "At once",
  responder: "With the role responder",
  proposal: "Once somebody else agrees",
};

const OWN: readonly (readonly [string, string])[] = [
  ["help [command]", "this, or one command"],
  ["files", "what was fetched here"],
  ["download <sha256>", "a fetched file, as the archive that Falcon made"],
  ["open <sha256>", "a fetched file out of its archive, within bounds"],
  ["case [name] [sha256]", "the case that fetched files belong to; none: no case"],
  ["put-files, scripts", "what the library holds"],
  ["history", "what was typed"],
  ["transcript", "all of it as text, JSON and recording"],
  ["cancel [#number]", "stop waiting for a command"],
  ["timeout [10m]", "how long a command may take"],
  ["pulse", "keep the session open"],
  ["handoff @person", "make somebody else the owner"],
  ["exit", "close the session"],
];

export function helpOf(offer: Offer, about: string): Card {
  return about === "" ? overview(offer) : page(offer, about);
}

const isHere = ({ platforms }: CommandSpec, { platform }: Offer): boolean =>
  platform === undefined || platforms.includes(platform);

function overview(offer: Offer): Card {
  const here = CATALOGUE.filter((spec) => isHere(spec, offer));
  const known = new Set(CATALOGUE.map(({ name }) => name.split(" ", 1)[0]));
  const live = offer.help.filter(({ command, isRunnable }) => isRunnable && !known.has(command));
  const groups = (["at-once", "responder", "proposal"] as const).flatMap((gate): Block[] => {
    const names = here.filter((spec) => gateOf(spec) === gate).map(({ name }) => mono(name));
    return names.length === 0 ? [] : [text(strong(`${GATES[gate]}: `), ...nameList(names))];
  });
  return card(
    offer.platform === undefined ? "Commands" : `Commands on ${PLATFORM_NAMES[offer.platform]}`,
    ...groups,
    ...(live.length === 0
      ? []
      : [text(strong("Only on this host: "), ...nameList(live.map(({ command }) => mono(command))))]),
    text(strong("Of this thread")),
    list(OWN.map(([name, words]): Inline => [mono(name), ` ${words}`])),
    note(mono("help <command>"), " explains one of them."),
  );
}

function page(offer: Offer, about: string): Card {
  const group = GROUPS.get(about);
  if (group !== undefined) {
    const specs = group.flatMap((sub) => specNamed(`${about} ${sub}`) ?? []);
    return card(about, list(specs.map((spec): Inline => [mono(syntaxOf(spec)), ` ${spec.summary}`])));
  }
  const spec = specNamed(about) ?? liveSpec(about, offer.help);
  if (spec === undefined) {
    const names = [...CATALOGUE.map(({ name }) => name), ...offer.help.map(({ command }) => command)];
    throw new NotFound(
      "command of RTR",
      untrusted(about),
      nearest(about, names, 3).map((name) => untrusted(name)),
    );
  }
  const [word] = spec.name.split(" ", 1);
  const live = offer.help.find(({ command }) => command === word);
  return card(
    spec.name,
    text(spec.summary),
    code(syntaxOf(spec)),
    facts({
      Platforms: spec.platforms.map((one) => PLATFORM_NAMES[one]).join(", ") || "as this host says",
      Tier: spec.tier,
      Runs: GATES[gateOf(spec)].toLowerCase(),
      "With arguments": spec.raise === undefined ? undefined : GATES[gateOf(spec.raise)].toLowerCase(),
      Example: mono(spec.example),
      "The host says": live?.description,
    }),
    ...(live?.examples === undefined ? [] : [code(live.examples)]),
  );
}
