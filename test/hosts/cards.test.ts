import { describe, expect, it } from "vitest";
import { hostCard } from "../../src/hosts/cards.ts";
import type { HostPicture } from "../../src/hosts/cards.ts";
import { hostListCard } from "../../src/hosts/list-card.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import { buttonsOf, optionsOf, wordsOf } from "../bot/card-words.ts";
import { deviceOf } from "./devices.ts";

const known = <T>(value: T) => ({ isKnown: true, value }) as const;
const missing = (reason: string) => ({ isKnown: false, reason }) as const;

const picture = (changes: Partial<HostPicture> = {}): HostPicture => ({
  device: deviceOf(),
  online: known("online"),
  logins: known([{ userName: untrusted("mara"), at: 1_750_000_000_000 }]),
  openAlerts: known({ count: 3, worst: "high" }),
  namesakes: known([]),
  ...changes,
});

describe("the host card", () => {
  it("shows the full id, the state and what is open", () => {
    const words = wordsOf(hostCard(picture()));
    expect(words).toContain("Device id: 0123456789abcdef0123456789abcdef");
    expect(words).toContain("Containment: normal, on the network");
    expect(words).toContain("Online: online");
    expect(words).toContain("Open alerts: 3, worst high");
    expect(words).toContain("OS: Windows 11, build 22631");
  });

  it.each([
    ["normal", "neutral", "Isolate", "isolate"],
    ["containment_pending", "waiting", "Release", "release"],
    ["contained", "danger", "Release", "release"],
    ["lift_containment_pending", "waiting", "Isolate", "isolate"],
    ["unknown", "neutral", "Isolate", "isolate"],
  ] as const)("a host that is %s has the tone %s and offers to %s", (status, tone, label, command) => {
    const card = hostCard(picture({ device: deviceOf({ status }) }));
    expect(card.tone).toBe(tone);
    expect(buttonsOf(card)[0]).toMatchObject({
      label,
      press: { command, args: { hosts: "0123456789abcdef0123456789abcdef" }, as: "form" },
    });
  });

  it("says why a fact is missing and keeps the others", () => {
    const words = wordsOf(
      hostCard(
        picture({
          online: missing("Falcon did not answer in time."),
          logins: missing("The Falcon API client lacks the scope Hosts: Read (devices:read)."),
          openAlerts: missing("The Falcon API client lacks the scope Alerts: Read (alerts:read)."),
        }),
      ),
    );
    expect(words).toContain("Online: not known (Falcon did not answer in time)");
    expect(words).toContain("Recent logins: not known (The Falcon API client lacks the scope Hosts: Read");
    expect(words).toContain("Open alerts: not known (The Falcon API client lacks the scope Alerts: Read");
    expect(words).toContain("Last user: mara");
  });

  it.each([
    ["paypal-\u202Egpj", true],
    ["\u0441\u043E\u0440\u0435-01", true],
    ["web\u200B-01", true],
    ["web-01", false],
  ])("warns of a name that is not what it seems: %j", (hostname, isWarned) => {
    const words = wordsOf(hostCard(picture({ device: deviceOf({ hostname }) })));
    expect(words.includes("may not be what it seems")).toBe(isWarned);
  });

  it("warns of namesakes by id, and of a sensor in reduced functionality", () => {
    const twin = "f".repeat(32);
    const words = wordsOf(
      hostCard(picture({ namesakes: known([twin]), device: deviceOf({ isReducedFunctionality: true }) })),
    );
    expect(words).toContain(`Other hosts bear this name: ${twin}`);
    expect(words).toContain("Reduced functionality mode");
  });

  it("gives programs null for what is not known, and foreign text in its wrapper", () => {
    const { data } = hostCard(picture({ online: missing("x") }));
    const json = JSON.parse(JSON.stringify(data)) as { online: unknown; host: { hostname: unknown } };
    expect(json.online).toBeNull();
    expect(json.host.hostname).toEqual({ untrusted: "web-01" });
  });

  it("a host without a name still has a title", () => {
    expect(hostCard(picture({ device: deviceOf({ hostname: "" }) })).title).toBe("(host without a name)");
  });
});

describe("the list of hosts", () => {
  it("says how many there are and offers each by its id", () => {
    const card = hostListCard(
      { rows: [deviceOf()], total: 1_234, skipped: 0, next: { asOf: 0, skipped: 1 } },
      { text: "web", limit: 1 },
    );
    expect(card.title).toBe("1,234 hosts, 1 to 1 shown");
    expect(optionsOf(card)[0]?.press).toEqual({
      command: "host",
      args: { host: "0123456789abcdef0123456789abcdef" },
      as: "run",
    });
  });

  it("says what was searched for when there is none", () => {
    const words = wordsOf(
      hostListCard(
        { rows: [], total: 0, skipped: 0, next: undefined },
        { text: "<!here>", platform: "mac", status: "pending", limit: 9 },
      ),
    );
    expect(words).toContain("No host fits");
    expect(words).toContain("None found: <!here>, platform mac, ");
  });
});
