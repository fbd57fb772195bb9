/** Cards as the product makes them, with the hostile text that endpoints send. */
import type { Card } from "../../../src/chat/card.ts";
import {
  ago,
  asks,
  at,
  buttons,
  card,
  code,
  facts,
  link,
  list,
  mono,
  note,
  runs,
  strong,
  text,
  toned,
} from "../../../src/chat/card.ts";
import { MINUTE } from "../../../src/lib/clock.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";

export const NOW = Date.now();
const DEVICE = "3f9c1d7e5b2a4860b1c7e2d94a6f8b03";
export const EVIL = untrusted("svc-backup\u202Egnp.exe");

export const hostCard = (): Card =>
  card(
    ["Host ", strong(untrusted("WIN-FIN-014"))],
    facts({
      "Device id": mono(untrusted(DEVICE)),
      "Operating system": "Windows 11 Enterprise 23H2",
      "Machine type": "Workstation",
      "Last user": EVIL,
      "Last seen": ago(NOW - 40_000),
      Containment: "normal",
      "Open alerts": "3 (1 critical)",
      Tags: [mono(untrusted("FalconGroupingTags/finance")), " ", mono(untrusted("SensorGroupingTags/hq"))],
    }),
    buttons(
      asks("Isolate", "isolate", { host: DEVICE }, "danger"),
      runs("Detections", "detections", { host: DEVICE }),
      runs("Open RTR", "rtr", { host: DEVICE }),
    ),
  );

export const approvalCard = (votes: string | undefined): Card =>
  toned(
    votes === undefined ? "waiting" : "good",
    votes === undefined
      ? ["Isolate ", untrusted("WIN-FIN-014"), "?"]
      : [untrusted("WIN-FIN-014"), " is contained"],
    facts({
      Host: strong(untrusted("WIN-FIN-014")),
      "Device id": mono(untrusted(DEVICE)),
      "Operating system": "Windows 11 Enterprise 23H2",
      "Last user": EVIL,
      "Last seen": ago(NOW - 40_000),
      "Open alerts": "3 (1 critical)",
      Reason: untrusted("beaconing to a known C2, <b>see</b> ticket [4711](https://evil.example)"),
      "Asked by": "Ana Diaz",
      ...(votes === undefined ? { Expires: ago(Date.now() + 14 * MINUTE) } : { Approved: votes }),
    }),
    note("One approver must agree. Undone by ", mono("release"), "."),
    ...(votes === undefined
      ? [
          buttons(
            runs("Approve", "approve", { request: "k3v9" }, "primary"),
            asks("Deny", "deny", { request: "k3v9" }, "danger"),
            runs("Withdraw", "withdraw", { request: "k3v9" }),
          ),
        ]
      : []),
  );

export const picker = (): Card => ({
  title: "Which host do you mean?",
  tone: "neutral",
  blocks: [
    text("Three hosts answer to ", mono(untrusted("win-fin")), "."),
    {
      kind: "choice",
      prompt: "Choose one",
      options: [
        ["WIN-FIN-014", DEVICE, "Windows 11", 40_000],
        ["WIN-FIN-015", "77ab02c41f3d4e6c9a58d0b3e7f61425", "Windows 11", 3_600_000],
        ["WIN-FIN-DC01", "c41d86e9702b4f35a1e0937bd54c2f68", "Windows Server 2022", 172_800_000],
      ].map(([name, id, os, seen]) => ({
        label: [untrusted(String(name)), " · ", String(os)],
        detail: [mono(untrusted(String(id))), " · last seen ", ago(NOW - Number(seen))],
        press: { command: "host", args: { host: String(id) }, as: "run" as const },
      })),
    },
  ],
});

export const detections = (): Card => ({
  title: "4 detections in the last 7 days",
  tone: "danger",
  blocks: [
    {
      kind: "table",
      columns: ["Severity", "What", "Host", "Technique", "When"],
      rows: [
        [
          strong("Critical"),
          untrusted("Credential dumping"),
          untrusted("WIN-FIN-014"),
          "T1003.001",
          ago(NOW - 5 * MINUTE),
        ],
        [
          strong("High"),
          untrusted("Suspicious PowerShell"),
          untrusted("WIN-FIN-014"),
          "T1059.001",
          ago(NOW - 9 * MINUTE),
        ],
        [strong("High"), untrusted("Beaconing"), untrusted("web-prod-03"), "T1071", ago(NOW - 130 * MINUTE)],
        ["Low", untrusted("Unusual parent"), untrusted("mac-design-2"), "T1204", ago(NOW - 4_000 * MINUTE)],
      ],
    },
    code(
      untrusted(
        "powershell.exe -nop -w hidden -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAIABOAGUAdAAuAFcAZQBiAEMAbABpAGUAbgB0ACkALgBEAG8AdwBuAGwA\n```\n\u001b[31mFalconer: approved\u001b[0m",
      ),
    ),
    note("Falcon's own page: ", link("https://falcon.crowdstrike.com/", "open in Falcon")),
  ],
});

export const processes = (): Card => ({
  title: ["Output of ", mono(untrusted("ps")), " on ", untrusted("WIN-FIN-014")],
  tone: "good",
  blocks: [
    code(
      untrusted(
        Array.from(
          { length: 60 },
          (_, i) =>
            `${String(4 + i * 44).padStart(6)}  ${["System", "smss.exe", "csrss.exe", "svchost.exe"][i % 4]!.padEnd(16)}  ${(i * 1.7 + 2).toFixed(1)} MB`,
        ).join("\n"),
      ),
    ),
    { kind: "file", name: "ps-WIN-FIN-014.txt", text: untrusted("pid,name\n4,System\n") },
    list(["exit code 0", ["took ", strong("1.2 s")], ["at ", at(NOW)]]),
  ],
});

export const approvalsPage = (): Card => ({
  title: "Approvals",
  tone: "neutral",
  blocks: [
    text(strong("1 request waits"), " for somebody with the approver role."),
    ...approvalCard(undefined).blocks.filter(({ kind }) => kind !== "note"),
    { kind: "divider" },
    {
      kind: "table",
      columns: ["Request", "What", "Asked by", "Outcome", "When"],
      rows: [
        [
          mono("h7tq"),
          ["isolate ", untrusted("web-prod-03")],
          "Ana Diaz",
          "contained, approved by Lee Chan",
          ago(NOW - 50 * MINUTE),
        ],
        [
          mono("2mzc"),
          ["release ", untrusted("mac-design-2")],
          "Ana Diaz",
          "denied by Mo Okafor",
          ago(NOW - 300 * MINUTE),
        ],
        [mono("p0d4"), ["scan ", untrusted("WIN-FIN-015")], "Lee Chan", "expired", ago(NOW - 1_500 * MINUTE)],
      ],
    },
  ],
});

export const overview = (): Card =>
  card(
    "For you",
    text("Nothing waits for your decision."),
    facts({
      "Isolated now": [untrusted("web-prod-03"), " · 3 h left"],
      "Open alerts": "12, 1 critical",
      "Your requests": "1 pending",
    }),
    buttons(runs("Approvals", "approvals", {}), runs("Status", "status", {})),
  );
