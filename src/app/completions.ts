/** What the last word of a line may become: a host, or a request that waits. */
import type { Approvals } from "../approvals/service.ts";
import type { Completions } from "../bot/ports.ts";
import { plainLine } from "../chat/plain.ts";
import type { Hosts } from "../hosts/service.ts";

const HOSTS_SUGGESTED = 8;

export const completionsOf = ({
  hosts,
  approvals,
}: {
  readonly hosts: Pick<Hosts, "suggest">;
  readonly approvals: Pick<Approvals, "list">;
}): Completions => ({
  async hosts(prefix, signal) {
    const found = await hosts.suggest(prefix, HOSTS_SUGGESTED, signal);
    return found.map(({ value, label, detail }) => ({
      value,
      label: plainLine(label),
      detail: plainLine(detail),
    }));
  },
  async requests(prefix, person) {
    const views = await approvals.list("pending", person.id);
    return views
      .filter(({ approval }) => approval.id.startsWith(prefix.toLowerCase()))
      .map(({ approval }) => ({
        value: approval.id,
        label: approval.id,
        detail: plainLine([approval.kind, " ", approval.targets[0]?.hostname ?? ""]),
      }));
  },
});
