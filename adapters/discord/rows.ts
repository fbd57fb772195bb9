/**
 * Room for what a card offers: five rows of five buttons or one menu each. Groups keep rows of
 * their own while there is room; then buttons move together; what is left becomes a menu.
 */
import { clip, visible } from "../../src/chat/visible.ts";
import type { Action, Offer } from "./drawing.ts";
import { LIMITS } from "./limits.ts";
import type { Row, SelectOption } from "./payload.ts";
import { button, row, select } from "./payload.ts";

const MORE = "More";

interface Layout {
  readonly rows: readonly Row[];
  /** Something found no room. */
  readonly isCut: boolean;
}

/** Five rows at most. What finds no room is told by `isCut`, so that the whole card goes into a file. */
export function layOut(offers: readonly Offer[]): Layout {
  const distinct = withoutRepeats(offers);
  const spread = distinct.flatMap(rowsOf);
  return spread.length <= LIMITS.rows ? { rows: numbered(spread), isCut: false } : squeezed(distinct);
}

type Draft = { readonly actions: readonly Action[] } | Extract<Offer, { kind: "menu" }>;

const rowsOf = (offer: Offer): readonly Draft[] =>
  offer.kind === "menu"
    ? [offer]
    : chunks(offer.actions, LIMITS.buttonsPerRow).map((actions) => ({ actions }));

function squeezed(offers: readonly Offer[]): Layout {
  const actions = offers.flatMap((offer) => (offer.kind === "buttons" ? offer.actions : []));
  const menus = offers.filter((offer) => offer.kind === "menu");
  const kept = menus.slice(0, actions.length > 0 ? LIMITS.rows - 1 : LIMITS.rows);
  const rowsLeft = LIMITS.rows - kept.length;
  const fits = actions.length <= rowsLeft * LIMITS.buttonsPerRow;
  const direct = fits ? actions : actions.slice(0, (rowsLeft - 1) * LIMITS.buttonsPerRow);
  const rest = actions.slice(direct.length);
  const overflow = rest.slice(0, LIMITS.options).map(({ label, token }) => ({ label, value: token }));
  const drafts: readonly Draft[] = [
    ...chunks(direct, LIMITS.buttonsPerRow).map((some) => ({ actions: some })),
    ...(overflow.length === 0 ? [] : [{ kind: "menu" as const, prompt: MORE, options: overflow }]),
    ...kept,
  ];
  return { rows: numbered(drafts), isCut: kept.length < menus.length || rest.length > overflow.length };
}

const numbered = (drafts: readonly Draft[]): readonly Row[] =>
  drafts.map((draft, index) =>
    "actions" in draft
      ? row(...draft.actions.map(({ label, token, style }) => button(label, token, style)))
      : row(select(`choose-${index}`, placeholder(draft.prompt), draft.options)),
  );

const placeholder = (prompt: string): string => clip(visible(prompt), LIMITS.placeholder).trim() || MORE;

/** A message may hold each id once; the same press twice is one button. */
function withoutRepeats(offers: readonly Offer[]): readonly Offer[] {
  const seen = new Set<string>();
  const isNew = (token: string): boolean => !seen.has(token) && seen.add(token) !== undefined;
  return offers.flatMap((offer): readonly Offer[] => {
    if (offer.kind === "buttons") {
      const actions = offer.actions.filter(({ token }) => isNew(token));
      return actions.length === 0 ? [] : [{ kind: "buttons", actions }];
    }
    return [{ ...offer, options: distinctOptions(offer.options) }];
  });
}

const distinctOptions = (options: readonly SelectOption[]): readonly SelectOption[] => [
  ...new Map(options.map((option) => [option.value, option])).values(),
];

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
