/** What became of a command, from what it printed. Pure. */
import { formatDuration } from "../../lib/duration.ts";
import type { Untrusted } from "../../lib/untrusted.ts";
import type { RtrEntryState } from "../../store/rtr-rows.ts";
import type { Printed } from "../runner.ts";
import { because } from "../session/change.ts";

export function endedBy(
  printed: Printed,
  patienceMs: number,
): { readonly state: RtrEntryState; readonly outcome: Untrusted | undefined } {
  const { ended, missing, complaint, isWithheld, stdout, stderr } = printed;
  if (ended === "timeout") {
    return {
      state: "incomplete",
      outcome: because(`it did not end within ${formatDuration(patienceMs)}; the host may still be at it`),
    };
  }
  if (ended === "lost") {
    return {
      state: stdout.bytes > 0 ? "incomplete" : "unknown",
      outcome: because("Falcon lost the session while it ran; it is not sent again"),
    };
  }
  if (missing.length > 0) {
    return { state: "incomplete", outcome: because(`${gaps(missing)} of its output never came`) };
  }
  if (complaint !== undefined) return { state: "failed", outcome: complaint };
  if (isWithheld)
    return { state: "incomplete", outcome: because("its output is not shown: it may repeat a secret") };
  // RTR tells no exit code: complaints without a result are all there is to go by.
  const isComplaint = stderr.bytes > 0 && stdout.bytes === 0;
  return { state: isComplaint ? "failed" : "done", outcome: undefined };
}

const MOST_NAMED = 5;

function gaps(missing: readonly number[]): string {
  const named = missing.slice(0, MOST_NAMED).map((number) => `${number + 1}`);
  const more = missing.length > named.length ? " and more" : "";
  return `${missing.length === 1 ? "piece" : "pieces"} ${named.join(", ")}${more}`;
}
