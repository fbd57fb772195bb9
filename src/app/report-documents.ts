/** Reports as documents: one about each recent request, made when it is read. */
import { NotFound } from "../chat/ambiguity.ts";
import type { DocumentSource } from "../chat/document.ts";
import type { Approvals } from "../approvals/service.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { Reports } from "../report/service.ts";

const DAYS = 7;

/** Made anew at each reading, from the last seven days; alerts' own changes have none. */
export function reportDocuments(parts: {
  readonly approvals: Pick<Approvals, "list">;
  readonly reports: Reports;
}): DocumentSource {
  return {
    kind: "report",
    label: "An incident report about a request, a host, an alert or a session",
    async list(person) {
      const views = await parts.approvals.list("recent", person.id);
      return views
        .filter(({ approval }) => !approval.kind.startsWith("alert."))
        .map(({ approval }) => ({
          id: approval.id,
          title: ["Report on ", approval.kind, " ", approval.targets[0]?.hostname ?? ""],
          at: approval.finishedAt ?? approval.decidedAt ?? approval.createdAt,
        }));
    },
    async read(id, person, signal) {
      try {
        const made = await parts.reports.make({ about: id, days: DAYS, madeFor: person.name }, signal);
        return { mimeType: "text/markdown", text: untrusted(made.markdown) };
      } catch (error) {
        if (error instanceof NotFound) return undefined;
        throw error;
      }
    },
  };
}
