/** What approvals and actions want to know of alerts and may do to them. */
import type { AlertEffects } from "../actions/effects.ts";
import type { Alerts } from "../alerts/service.ts";
import { MOST_TARGETS } from "../alerts/feed/targets.ts";
import type { TargetFacts, TargetSource } from "../approvals/ports.ts";
import { NotFound } from "../chat/ambiguity.ts";
import type { AlertChange } from "../falcon/endpoints/alert-writes.ts";
import type { Falcon } from "../falcon/client.ts";
import { untrusted, type Untrusted } from "../lib/untrusted.ts";
import type { Store } from "../store/store.ts";

const NOTHING = untrusted("");

/**
 * From our own row where the feed has one, else from Falcon.
 * Alerts need no `recheck`: an id is never given twice.
 */
export function alertsForApprovals(parts: { readonly alerts: Alerts; readonly store: Store }): TargetSource {
  return {
    noun: { one: "alert", many: "alerts" },
    most: MOST_TARGETS,
    async facts(id, signal): Promise<TargetFacts | undefined> {
      const stored = (await parts.store.alerts.get(id))?.snapshot;
      if (stored !== undefined) return factsOf(id, stored);
      try {
        const { name, hostname, severityName } = await parts.alerts.get(id, signal);
        return factsOf(id, { name, severity: severityName, ...(hostname === undefined ? {} : { hostname }) });
      } catch (error) {
        if (error instanceof NotFound) return undefined;
        throw error;
      }
    },
  };
}

interface Named {
  readonly name: Untrusted;
  readonly severity: string;
  readonly hostname?: Untrusted;
}

const factsOf = (id: string, { name, severity, hostname }: Named): TargetFacts => ({
  id,
  hostname: name,
  facts: [
    { label: "Severity", value: untrusted(severity) },
    ...(hostname === undefined ? [] : [{ label: "Host", value: hostname }]),
  ],
  platform: NOTHING,
  os: NOTHING,
  machineType: NOTHING,
  lastUser: NOTHING,
  tags: [],
  containment: "",
  online: "",
  openAlerts: undefined,
  lastSeenAt: undefined,
  namesakes: [],
});

/** `PATCH /alerts/entities/alerts/v3`; a change is read back from the alert itself. */
export const alertEffects = (falcon: Pick<Falcon, "alerts" | "alertWrites">): AlertEffects => ({
  update(id, { status, assignTo, unassign, comment, addTags, removeTags }, signal) {
    const changes: readonly AlertChange[] = [
      ...removeTags.map((value) => ({ name: "remove_tag", value }) as const),
      ...addTags.map((value) => ({ name: "add_tag", value }) as const),
      ...(status === undefined ? [] : [{ name: "update_status", value: status } as const]),
      ...(assignTo === undefined ? [] : [{ name: "assign_to_uuid", value: assignTo } as const]),
      ...(unassign === undefined ? [] : [{ name: "unassign", value: "true" } as const]),
      ...(comment === undefined ? [] : [{ name: "append_comment", value: comment } as const]),
    ];
    return falcon.alertWrites.update(id, changes, { signal });
  },
  async read(ids, signal) {
    const found = await falcon.alerts.details(ids, { signal });
    return new Map(found.map((alert) => [alert.compositeId, alert]));
  },
});
