/**
 * The tenants that look-ups can be asked about: our own, and as a Flight Control parent
 * each child by its name or CID. A child has a Falcon client of its own, made when it is
 * first asked about, because a token belongs to one tenant.
 */
import { Ambiguity, NotFound } from "../chat/ambiguity.ts";
import type { Block, Button, Card, Press } from "../chat/card.ts";
import { mono, note } from "../chat/card.ts";
import type { Child, ChildrenApi } from "../falcon/endpoints/children.ts";
import { FalconError } from "../falcon/errors.ts";
import { MINUTE, type Clock } from "../lib/clock.ts";
import { nearest } from "../lib/edit-distance.ts";
import { untrusted, type Untrusted } from "../lib/untrusted.ts";

/** Tenants are founded by the week, not by the minute. */
const KEPT_MS = 10 * MINUTE;
const MOST_NEAREST = 5;
const MOST_CANDIDATES = 25;
/** With or without the checksum that the console shows behind it. */
const CID = /^([0-9a-f]{32})(?:-[0-9a-f]{2})?$/i;

export interface Tenant<LookUps> {
  readonly lookUps: LookUps;
  /** Says on the card whose it is, and keeps its buttons within that tenant. */
  show(card: Card): Card;
}

export interface Tenants<LookUps> {
  /**
   * Our own, or the child that the words name.
   * @throws Ambiguity, NotFound, or FalconError when children cannot be listed
   */
  at(written: string | undefined): Promise<Tenant<LookUps>>;
}

export interface TenantParts<LookUps> {
  /** Of a client without a member CID: only the parent can list its children. */
  readonly children: () => ChildrenApi;
  readonly own: { readonly cid: string | undefined; readonly lookUps: LookUps };
  readonly open: (cid: string) => LookUps;
  /** Commands that can be asked about a tenant; a child's cards offer no others. */
  readonly commands: ReadonlySet<string>;
  readonly clock: Pick<Clock, "now">;
}

export function createTenants<LookUps>(parts: TenantParts<LookUps>): Tenants<LookUps> {
  const { own, clock, commands } = parts;
  const opened = new Map<string, LookUps>();
  let known: { readonly children: Promise<readonly Child[]>; readonly until: number } | undefined;

  /** Shared by all who ask, so that none of them can stop it for the others. */
  function children(): Promise<readonly Child[]> {
    if (known !== undefined && clock.now() < known.until) return known.children;
    const asked = parts.children().all();
    known = { children: asked, until: clock.now() + KEPT_MS };
    // A scope that is missing is missing for a while; anything else may be over in a moment.
    asked.catch((fault: unknown) => {
      if (!(fault instanceof FalconError) || fault.kind !== "denied") known = undefined;
    });
    return asked;
  }

  /** A CID needs no list; without the scope for it the name is simply not known. */
  async function named(cid: string): Promise<Untrusted | undefined> {
    try {
      return (await children()).find((child) => child.cid === cid)?.name;
    } catch (fault) {
      if (fault instanceof FalconError) return undefined;
      throw fault;
    }
  }

  async function resolve(written: string): Promise<Pick<Child, "cid" | "name">> {
    const [, cid] = CID.exec(written.trim()) ?? [];
    if (cid !== undefined) return { cid: cid.toLowerCase(), name: await named(cid.toLowerCase()) };
    const all = await children();
    const [only, ...others] = matching(all, written);
    if (only === undefined) {
      const names = all.flatMap(({ name }) => name ?? []);
      throw new NotFound("tenant", untrusted(written), nearest(written, names, MOST_NEAREST));
    }
    if (others.length > 0) throw tooMany(written, [only, ...others]);
    return only;
  }

  const mark = (cid: string, name: Untrusted | undefined): Block =>
    note("Tenant: ", ...(name === undefined ? [] : [name, " "]), mono(cid));

  return {
    async at(written) {
      if (written === undefined) {
        const { cid, lookUps } = own;
        if (cid === undefined) return { lookUps, show: (card) => card };
        const name = await named(cid);
        return { lookUps, show: (card) => ({ ...card, blocks: [...card.blocks, mark(cid, name)] }) };
      }
      const { cid, name } = await resolve(written);
      const lookUps = cid === own.cid ? own.lookUps : (opened.get(cid) ?? parts.open(cid));
      opened.set(cid, lookUps);
      return {
        lookUps,
        show: (card) => ({
          ...card,
          blocks: [...within(card.blocks, cid, commands), mark(cid, name)],
          data: { tenant: { cid, name: name ?? null }, ...(card.data as object | undefined) },
        }),
      };
    },
  };
}

/** The same name, letter case aside; only where there is none, names that begin so. */
function matching(all: readonly Child[], written: string): readonly Child[] {
  const wanted = written.trim().toLowerCase();
  const same = all.filter(({ name }) => name?.is(wanted) === true);
  if (same.length > 0) return same;
  return all.filter(({ name }) => name?.passes((text) => text.toLowerCase().startsWith(wanted)) === true);
}

const tooMany = (written: string, found: readonly Child[]): Ambiguity =>
  new Ambiguity(
    untrusted(written),
    found.slice(0, MOST_CANDIDATES).map(({ cid, name }) => ({
      value: cid,
      label: name ?? cid,
      detail: mono(cid),
    })),
    found.length,
  );

/** What is pressed on a child's card is asked of that child; what cannot be, is not offered. */
function within(blocks: readonly Block[], cid: string, commands: ReadonlySet<string>): readonly Block[] {
  const there = ({ command, args, as }: Press): Press => ({ command, args: { ...args, cid }, as });
  const isOffered = ({ press }: { readonly press: Press }): boolean => commands.has(press.command);
  return blocks.flatMap((block): readonly Block[] => {
    if (block.kind === "buttons") {
      const kept: readonly Button[] = block.buttons
        .filter(isOffered)
        .map((button) => ({ ...button, press: there(button.press) }));
      return kept.length === 0 ? [] : [{ ...block, buttons: kept }];
    }
    if (block.kind !== "choice") return [block];
    const options = block.options
      .filter(isOffered)
      .map((option) => ({ ...option, press: there(option.press) }));
    return options.length === 0 ? [] : [{ ...block, options }];
  });
}
