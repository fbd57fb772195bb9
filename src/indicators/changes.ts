/**
 * Blocks and unblocks one value in IOC management. Falcon keeps one indicator for a value:
 * where there is one it is changed, else made; nothing is ever deleted but by its id.
 */
import type { Indicator, IndicatorsApi, IndicatorTerms } from "../falcon/endpoints/indicators.ts";
import { FalconError } from "../falcon/errors.ts";
import { refuseSenseless } from "./cautions.ts";
import type { Indicators } from "./service.ts";
import { indicatorOrWhy, type WrittenIndicator } from "./read-indicator.ts";

const EVERYWHERE = ["windows", "mac", "linux"] as const;

export type Effect = "prevent" | "detect";

/** Files can be stopped by their hash; what is on the network can only be seen. */
export const strongest = ({ type }: Pick<WrittenIndicator, "type">): Effect =>
  type === "sha256" || type === "md5" ? "prevent" : "detect";

const IN_FORCE: Readonly<Record<Effect, readonly string[]>> = {
  prevent: ["prevent", "prevent_no_ui"],
  detect: ["detect"],
};

/** As requests name it: `sha256:…`, `ipv6:2001:db8::1`. */
export const idOf = ({ type, value }: WrittenIndicator): string => `${type}:${value}`;

/** @throws UserError when the id was not made by `idOf` */
export const fromId = (id: string): WrittenIndicator => indicatorOrWhy(id.slice(id.indexOf(":") + 1));

export interface Terms {
  readonly severity: string;
  readonly endsAt: number;
  readonly comment: string;
}

export interface IndicatorStanding {
  readonly isBlocked: boolean;
  readonly isAllowed: boolean;
  readonly endsAt: number | undefined;
}

/** Our own tenant's word on a value; undefined without one, or with one that has expired. */
export function standingOf(
  found: readonly Indicator[],
  indicator: WrittenIndicator,
): IndicatorStanding | undefined {
  const own = found.find(({ isFromParent, isExpired }) => !isFromParent && !isExpired);
  if (own === undefined) return undefined;
  return {
    isBlocked: own.isGlobal && IN_FORCE[strongest(indicator)].includes(own.action),
    isAllowed: own.action === "allow",
    endsAt: own.expiresAt,
  };
}

export function createIndicatorChanges(parts: {
  readonly falcon: Pick<IndicatorsApi, "create" | "change" | "remove">;
  readonly indicators: Pick<Indicators, "of">;
}) {
  const { falcon, indicators } = parts;
  const isInForce = async (indicator: WrittenIndicator, signal?: AbortSignal): Promise<boolean> =>
    standingOf(await indicators.of(indicator, signal), indicator)?.isBlocked === true;

  return {
    /**
     * What is meant, by the id that requests name it by, and what Falcon can do about it.
     * @throws UserError for what is no indicator, and for what nobody can mean
     */
    read(written: string): { readonly id: string; readonly effect: Effect } {
      const indicator = indicatorOrWhy(written);
      refuseSenseless(indicator);
      return { id: idOf(indicator), effect: strongest(indicator) };
    },

    async standing(
      ids: readonly string[],
      signal?: AbortSignal,
    ): Promise<ReadonlyMap<string, IndicatorStanding>> {
      const asked = ids.map(async (id) => {
        const indicator = fromId(id);
        return [id, standingOf(await indicators.of(indicator, signal), indicator)] as const;
      });
      const known = await Promise.all(asked);
      return new Map(
        known.flatMap(([id, standing]) => (standing === undefined ? [] : [[id, standing] as const])),
      );
    },

    async block(id: string, { severity, endsAt, comment }: Terms, signal?: AbortSignal): Promise<void> {
      const indicator = fromId(id);
      const terms: IndicatorTerms = {
        action: strongest(indicator),
        severity,
        platforms: EVERYWHERE,
        description: comment,
        expiration: new Date(endsAt).toISOString(),
      };
      const own = (await indicators.of(indicator, signal)).find(({ isFromParent }) => !isFromParent);
      if (own !== undefined) {
        await falcon.change(own.id, { ...terms, comment }, { signal });
        return;
      }
      try {
        await falcon.create({ ...indicator, ...terms, comment, tags: ["falconer"] }, { signal });
      } catch (fault) {
        if (!(fault instanceof FalconError) || fault.kind !== "invalid") throw fault;
        // A duplicate is refused: somebody may have been quicker, and then all is well.
        if (await isInForce(indicator, signal)) return;
        throw refusedIndicator(fault);
      }
    },

    async unblock(id: string, comment: string, signal?: AbortSignal): Promise<void> {
      const found = await indicators.of(fromId(id), signal);
      const own = found.filter(({ isFromParent, action }) => !isFromParent && action !== "allow");
      if (own.length === 0) return;
      await falcon.remove(
        own.map((one) => one.id),
        comment,
        { signal },
      );
    },
  };
}

export type IndicatorChanges = ReturnType<typeof createIndicatorChanges>;

const refusedIndicator = (fault: FalconError): FalconError =>
  new FalconError({
    kind: "invalid",
    effect: "none",
    hint: "Falcon refused the indicator: it may be there already in another form, for instance from the parent tenant.",
    message: fault.message,
    cause: fault,
  });
