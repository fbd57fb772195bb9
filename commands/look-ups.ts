/** What all look-ups share: the services of one tenant, and whose they are. */
import type { Alerts } from "../src/alerts/service.ts";
import type { Assets } from "../src/assets/service.ts";
import type { FoundCases } from "../src/cases/service.ts";
import { tenant } from "../src/chat/args.ts";
import type { Card } from "../src/chat/card.ts";
import type { Hosts } from "../src/hosts/service.ts";
import type { Indicators } from "../src/indicators/service.ts";
import type { Sessions } from "../src/sessions/service.ts";
import type { Tenants } from "../src/tenants/service.ts";
import type { Vulnerabilities } from "../src/vulnerabilities/service.ts";

/** The reading services of one tenant. */
export interface LookUps {
  readonly hosts: Hosts;
  readonly alerts: Alerts;
  readonly indicators: Indicators;
  readonly vulnerabilities: Vulnerabilities;
  readonly cases: FoundCases;
  readonly assets: Assets;
  readonly sessions: Sessions;
}

/** `--cid`: the last argument of every look-up. */
export const cid = tenant;

/** Asks in our own tenant, or in the child that was named, and says on the card whose answer it is. */
export async function inTenant(
  written: string | undefined,
  { tenants }: { readonly tenants: Tenants<LookUps> },
  ask: (lookUps: LookUps) => Promise<Card>,
): Promise<Card> {
  const { lookUps, show } = await tenants.at(written);
  return show(await ask(lookUps));
}
