/** What a report says of an incident, and that it says nothing without a record. */
import { describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "../../src/lib/clock.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import type { Material } from "../../src/report/collect.ts";
import { compose } from "../../src/report/compose.ts";
import { sourceWords, type Report } from "../../src/report/document.ts";
import { focused } from "../../src/report/focus.ts";
import { happenings } from "../../src/report/happenings.ts";
import { inline } from "../bot/card-words.ts";
import { approvalRow, containmentRow, THEN } from "../fixtures/rows.ts";
import { alertOf, DEVICE, incident, REQUEST, sessionOf, SESSION } from "./incident.ts";

const reportOf = (material: Material): Report =>
  compose({
    material,
    happened: happenings(material),
    pictures: { timeline: undefined, detections: undefined },
    madeFor: "Ana Diaz",
  });

/** Statements and rows of a section as `words [sources]`. */
function saidIn(material: Material, title: string): readonly string[] {
  const parts = reportOf(material).sections.find((section) => section.title === title)?.parts ?? [];
  return parts.flatMap((part) => {
    const items =
      part.kind === "statements"
        ? part.items.map(({ text, sources }) => ({ words: inline(text), sources }))
        : part.kind === "table"
          ? part.rows.map(({ cells, sources }) => ({ words: cells.map(inline).join(" | "), sources }))
          : [];
    return items.map(({ words, sources }) =>
      `${words} ${sources.map((one) => `[${sourceWords(one)}]`).join(" ")}`.trim(),
    );
  });
}

const decided = (changes: Parameters<typeof approvalRow>[0]): Partial<Material> => ({
  requests: [
    {
      approval: approvalRow({ id: REQUEST, ...changes }),
      votes: [],
      executions: [],
      containments: [],
    },
  ],
});

describe("a report", () => {
  it("has its ten sections in order", () => {
    expect(reportOf(incident()).sections.map(({ title }) => title)).toEqual([
      "Situation",
      "Timeline",
      "Affected hosts",
      "Detections",
      "Containment and approvals",
      "Evidence",
      "Indicators",
      "What was done",
      "Open questions",
      "Next steps",
    ]);
  });

  it("rests every statement and every row on a record", () => {
    for (const { title, parts } of reportOf(incident()).sections) {
      for (const part of parts) {
        const items = part.kind === "statements" ? part.items : part.kind === "table" ? part.rows : [];
        for (const item of items) expect(`${title}: ${item.sources.length}`).not.toBe(`${title}: 0`);
      }
    }
  });

  it("tells the situation: what was seen, asked, held and looked into", () => {
    const words = saidIn(incident(), "Situation").join("\n");
    for (const word of [
      "2 detections on WIN-FIN-07",
      "the worst is critical: Credential theft",
      "2 detections were seen only: nothing was blocked",
      "2 detections of 2 are still open",
      "Ana Diaz asked to isolate WIN-FIN-07",
      `approved, carried out and verified. [request ${REQUEST}]`,
      "held isolated by Falconer since",
      "[containment h1]",
      "2 commands, 1 file fetched",
      `[session ${SESSION}]`,
    ])
      expect(words).toContain(word);
  });

  it("orders the time line over all records and leaves the routine steps out", () => {
    expect(saidIn(incident(), "Timeline").map((row) => row.replaceAll(/^\d+ \| \d+ \| /g, ""))).toEqual([
      expect.stringMatching(/^Detections \| Critical: Credential theft on WIN-FIN-07, not blocked \[alert c/),
      "Detections | An incident card was opened in slack:C0SOC; it holds 2 alerts [group g1]",
      expect.stringMatching(/^Detections \| High: /),
      "Requests | Ana Diaz asked to isolate WIN-FIN-07: beaconing to a known address [audit #1]",
      `Requests | Lee Chan approved request ${REQUEST}: beaconing to a known address [audit #2]`,
      "Isolation | Isolation of WIN-FIN-07 is reported by the endpoint [audit #4]",
      "Isolation | Isolation of WIN-FIN-07 is verified by Falcon's record [audit #5]",
      `Requests | Request ${REQUEST} is done [audit #6]`,
      "Sessions | Ana Diaz ran ps [command e1]",
      "Sessions | Ana Diaz ran get beaconing to a known address (failed) [command e2]",
    ]);
  });

  it("names who voted, what was carried out and how long a host was held", () => {
    const [request] = incident().requests;
    const released = containmentRow(REQUEST, {
      id: "h1",
      state: "released",
      containedAt: THEN,
      updatedAt: THEN + 4 * HOUR,
    });
    const words = saidIn(
      incident({ requests: [{ ...request!, containments: [released] }] }),
      "Containment and approvals",
    ).join("\n");
    expect(words).toContain("Policy: 1 approval by approver (default)");
    expect(words).toContain(`[vote ${REQUEST}/lee]`);
    expect(words).toContain("verified by Falcon's record");
    expect(words).toContain("[execution x1]");
    expect(words).toContain("(after 4h)");
  });

  it("lists the files that were fetched, with both hashes", () => {
    expect(saidIn(incident(), "Evidence")[0]).toMatch(
      /a\.exe \| WIN-FIN-07 \| Ana Diaz \| \d+ \| 20\.0 KiB \| (?:ab){32} \| matches \| (?:ef){32} \[evidence v1\]/,
    );
  });

  it("keeps to what can be read when there are very many detections, the worst first", () => {
    const alerts = Array.from({ length: 400 }, (_, n) =>
      alertOf({ n, severity_name: n === 7 ? "Critical" : "Low" }),
    );
    const { listed, leftOut } = happenings(incident({ alerts }));
    expect(listed.length).toBeLessThanOrEqual(150);
    expect(leftOut).toBe(400 - listed.filter(({ sources }) => sources[0]?.kind === "alert").length);
    expect(listed.filter(({ severity }) => severity === "Critical")).toHaveLength(1);
    expect(listed.map(({ number }) => number)).toEqual(listed.map((_, index) => index + 1));
  });

  it("says so when there is nothing", () => {
    const nothing = incident({
      alerts: [],
      alertsTotal: 0,
      requests: [],
      audit: [],
      sessions: [],
      groups: [],
    });
    expect(saidIn(nothing, "Situation")[0]).toContain("no detections");
    expect(saidIn(nothing, "Containment and approvals")[0]).toContain("Nobody asked");
    expect(saidIn(nothing, "What was done")[0]).toContain("Nothing that Falconer knows of");
    expect(saidIn(nothing, "Next steps")[0]).toContain("nothing is open");
  });
});

describe("open questions and next steps", () => {
  it("ask who looks into what nobody is assigned to, and whether it is over", () => {
    const words = saidIn(incident(), "Open questions").join("\n");
    expect(words).toContain("Who looks into 2 open detections? Nobody is assigned.");
    expect(words).toContain("The incident card in slack:C0SOC is still open.");
    expect(words).not.toContain("do harm");
  });

  it("ask whether harm was done where nothing was blocked and nothing is isolated", () => {
    const [host] = incident().hosts;
    const free = {
      requests: [],
      hosts: [{ ...host!, device: { ...host!.device!, status: "normal" as const } }],
    };
    expect(saidIn(incident(free), "Open questions").join("\n")).toContain(
      "Did 2 detections that were seen and not blocked do harm?",
    );
    expect(saidIn(incident(free), "Next steps").join("\n")).toContain(
      `Decide whether to isolate WIN-FIN-07: /falcon isolate ${DEVICE} …`,
    );
  });

  it.each([
    ["pending", /Decide on the request to isolate WIN-01 before .*: \/falcon approve k3j4m5n6p7q8/],
    ["expired", /Ask again, or decide against it: .* was not carried out \(expired\)/],
    ["refused", /Ask again, or decide against it: .* was not carried out \(refused\)/],
  ] as const)("know what follows from a request that is %s", (state, words) => {
    expect(saidIn(incident(decided({ state })), "Next steps").join("\n")).toMatch(words);
  });

  it("do not take an unconfirmed isolation for done", () => {
    expect(saidIn(incident(decided({ state: "unconfirmed" })), "Open questions").join("\n")).toContain(
      "take effect? It is unconfirmed.",
    );
    expect(saidIn(incident(decided({ state: "unconfirmed" })), "Situation").join("\n")).toContain(
      "approved, and not confirmed yet",
    );
  });

  it("want break-glass reviewed, a held host released and an open session closed", () => {
    const [request] = incident().requests;
    const material = incident({
      requests: [{ ...request!, approval: { ...request!.approval, isEmergency: true, review: "open" } }],
      sessions: [{ ...sessionOf(), closedAt: undefined, state: "open" }],
    });
    const words = saidIn(material, "Next steps").join("\n");
    for (const word of [
      "Review the use of break-glass",
      "Release WIN-01 once it is clean",
      "Close the session on WIN-FIN-07",
    ])
      expect(words).toContain(word.replace("WIN-01", "WIN-FIN-07"));
  });

  it("point at a hash that differs, a host that Falcon does not know, and what could not be asked", () => {
    const words = saidIn(
      incident({
        sessions: [sessionOf(undefined, { hashCheck: "differs" })],
        hosts: [{ id: DEVICE, device: undefined, online: undefined }],
        gaps: [{ what: "the detections", why: "Falcon did not answer." }],
        alertsTotal: 900,
      }),
      "Open questions",
    ).join("\n");
    for (const word of [
      "Why does the hash of",
      `What became of the host ${DEVICE}`,
      "the detections? Falcon did not answer.",
      "898 detections",
    ])
      expect(words).toContain(word);
  });
});

describe("the lines of the trail", () => {
  const worded = (event: string, detail: Readonly<Record<string, unknown>> = {}): string => {
    const body = {
      event,
      actor: "lee",
      actorName: untrusted("Lee Chan"),
      approval: REQUEST,
      devices: [DEVICE],
      hostnames: [untrusted("WIN-01")],
      detail,
    };
    const rows = saidIn(
      incident({ alerts: [], sessions: [], groups: [], audit: [{ seq: 1, at: THEN, body, hash: "" }] }),
      "Timeline",
    );
    return rows[0]?.replace(/^1 \| \d+ \| /, "").replace(" [audit #1]", "") ?? "";
  };

  it.each([
    ["approval.deny", {}, `Requests | Lee Chan denied request ${REQUEST}`],
    [
      "approval.approve.refused",
      { why: "not an approver" },
      `Requests | Lee Chan tried to approve request ${REQUEST} and was refused: not an approver`,
    ],
    ["approval.emergency", { kind: "contain" }, "Requests | Lee Chan used break-glass to isolate WIN-01"],
    ["approval.expired", {}, `Requests | Request ${REQUEST} expired: nobody decided in time`],
    [
      "execution.failed",
      { kind: "release", target: DEVICE, why: untrusted("no such host") },
      "Isolation | Release of WIN-01 failed: no such host",
    ],
    ["execution.sent", { kind: "scan", target: DEVICE }, "Actions | Scan of WIN-01 was accepted by Falcon"],
    ["containment.keep", {}, "Isolation | Lee Chan decided to keep the isolation without an end on WIN-01"],
    ["rtr.opened", { session: "s" }, "Sessions | Lee Chan opened a real time response session on WIN-01"],
    [
      "evidence.stored",
      { path: untrusted("C:\\a.exe") },
      "Sessions | Lee Chan fetched a file as evidence: C:\\a.exe from WIN-01",
    ],
    ["something.new", {}, "Actions | Lee Chan: something new WIN-01"],
  ])("%s is a sentence", (event, detail, words) => {
    expect(worded(event, detail)).toBe(words);
  });
});

describe("the focus of the picture", () => {
  const at = (...moments: readonly number[]) => moments.map((moment) => ({ at: moment * MINUTE }));

  it("leaves a few events beyond a large gap to the table", () => {
    expect(focused(at(0, 5_000, 5_001, 5_002, 5_003))).toEqual(at(5_000, 5_001, 5_002, 5_003));
    expect(focused(at(1, 2, 3, 4, 9_000))).toEqual(at(1, 2, 3, 4));
  });

  it("keeps both halves of a story, and whatever is evenly spread", () => {
    expect(focused(at(1, 2, 9_000, 9_001))).toHaveLength(4);
    expect(focused(at(1, 2, 3, 4))).toHaveLength(4);
    expect(focused([])).toEqual([]);
    expect(focused(at(1, 1, 1))).toHaveLength(3);
  });
});
