/** Records as Falcon really sends them: half empty, mistyped, out of order. None may vanish, none may lie. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Alerts, type Alert } from "../../src/falcon/endpoints/alert.ts";
import { Devices, Logins, OnlineStates, type Device } from "../../src/falcon/endpoints/device.ts";
import { Ids } from "../../src/falcon/envelope.ts";
import { reveal } from "../../src/lib/untrusted.ts";

const ID = "0123456789abcdef0123456789abcdef";
const AGENT = "fedcba9876543210fedcba9876543210";

const FIELDS = {
  device:
    "cid hostname platform_name os_version os_build product_type_desc status last_seen first_seen local_ip external_ip mac_address last_login_user machine_domain site_name serial_number system_manufacturer system_product_name agent_version ou tags groups rtr_state reduced_functionality_mode",
  alert:
    "id cid product type name display_name description severity severity_name confidence status timestamp created_timestamp updated_timestamp objective scenario tactic tactic_id technique technique_id agent_id device source_endpoint_host_name computer_name host_names os_version cloud_provider cloud_account_id cloud_region resource_id user_name source_account_name logon_domain filename filepath cmdline sha256 md5 parent_details grandparent_details pattern_disposition pattern_disposition_description assigned_to_name assigned_to_uid assigned_to_uuid tags falcon_host_link aggregate_id resolution",
};

const device = (row: object): Device => Devices.parse({ resources: [{ device_id: ID, ...row }] })[0]!;
const alert = (row: object): Alert => Alerts.parse({ resources: [{ composite_id: "c:ind:1", ...row }] })[0]!;

/** Anything that JSON can hold, in each of the fields that we read. */
const anyRow = (fields: string) =>
  fc.dictionary(
    fc.constantFrom(...fields.split(" ")),
    fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(2 ** 60, -1, "", "0001-01-01T00:00:00Z", "NaN", "\u0000"),
    ),
  );

describe("a host's record", () => {
  it("needs nothing but its id", () => {
    expect(device({})).toMatchObject({ id: ID, status: "unknown", lastSeenAt: undefined, tags: [] });
  });

  it("survives null in every field", () => {
    const row = Object.fromEntries(FIELDS.device.split(" ").map((field) => [field, null]));
    expect(device(row)).toMatchObject({ id: ID, status: "unknown" });
  });

  it("survives anything in any field", () => {
    fc.assert(
      fc.property(anyRow(FIELDS.device), (row) => {
        expect(device(row).id).toBe(ID);
      }),
      { numRuns: 500 },
    );
  });

  it("shows a number where text was expected", () => {
    const { hostname, osBuild, serialNumber } = device({
      hostname: 4711,
      os_build: 19_045,
      serial_number: 0,
    });
    expect([hostname, osBuild!, serialNumber!].map(reveal)).toEqual(["4711", "19045", "0"]);
  });

  it("that cannot be read costs none of the others", () => {
    const resources = [null, "text", {}, { device_id: 7 }, { device_id: "../../etc" }, { device_id: ID }];
    expect(Devices.parse({ resources }).map(({ id }) => id)).toEqual([ID]);
  });
});

describe("an alert's record", () => {
  it("needs nothing but its composite id", () => {
    const one = alert({});
    expect(one).toMatchObject({ compositeId: "c:ind:1", status: "new", severityName: "Medium" });
    expect(one).toMatchObject({ isSeverityComputed: true, deviceId: undefined, happenedAt: undefined });
  });

  it("survives null in every field", () => {
    const row = Object.fromEntries(FIELDS.alert.split(" ").map((field) => [field, null]));
    expect(alert(row).compositeId).toBe("c:ind:1");
  });

  it("survives anything in any field", () => {
    fc.assert(
      fc.property(anyRow(FIELDS.alert), (row) => {
        expect(alert(row).compositeId).toBe("c:ind:1");
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [{ device: { hostname: "WIN-01" }, computer_name: "other" }, "WIN-01"],
    [{ source_endpoint_host_name: "WIN-02" }, "WIN-02"],
    [{ device: { service_provider: "aws" }, computer_name: "ana-phone" }, "ana-phone"],
    [{ host_names: ["DC-01"] }, "DC-01"],
    [{ host_names: ["DC-01", "DC-02"] }, undefined],
  ])("names the host from whichever field has it: %j", (row, hostname) => {
    const read = alert(row).hostname;
    expect(read && reveal(read)).toBe(hostname);
  });

  it("keeps a composite id of any length and spelling", () => {
    const long = `${ID}:thirdparty:${ID}:${"Ab|c-".repeat(60)}`;
    expect(alert({ composite_id: long }).compositeId).toBe(long);
  });

  it("of a product nobody has heard of is an alert like the others", () => {
    expect(reveal(alert({ product: "quantum-edr", type: "new-kind" }).product!)).toBe("quantum-edr");
  });

  it.each([
    [2, "Informational"],
    [19, "Informational"],
    [20, "Low"],
    [59, "Medium"],
    [79, "High"],
    [80, "Critical"],
    [100, "Critical"],
    ["70", "High"],
  ])("of severity %j without a name is %s", (severity, name) => {
    expect(alert({ severity })).toMatchObject({ severityName: name, isSeverityComputed: true });
  });

  it("believes Falcon's own name over the number", () => {
    expect(alert({ severity: 85, severity_name: "High" })).toMatchObject({ severityName: "High" });
  });

  it("keeps nanoseconds as they were sent, and reads the moment as well", () => {
    const timestamp = "2026-03-04T05:06:07.123456789Z";
    expect(alert({ updated_timestamp: timestamp })).toMatchObject({
      updatedTimestamp: timestamp,
      updatedAt: Date.UTC(2026, 2, 4, 5, 6, 7, 123),
    });
  });

  it.each(["0001-01-01T00:00:00Z", "", "yesterday", "12", {}, null, true])(
    "has no moment where Falcon sent %j",
    (timestamp) => {
      expect(alert({ timestamp }).happenedAt).toBeUndefined();
    },
  );

  it("without a device is tied to its host by the agent's id", () => {
    expect(alert({ agent_id: AGENT }).deviceId).toBe(AGENT);
    expect(alert({ agent_id: AGENT, device: null }).deviceId).toBe(AGENT);
    expect(alert({ agent_id: AGENT, device: {} }).deviceId).toBe(AGENT);
  });

  it("with an unusable device id is tied to its host by the agent's id", () => {
    expect(alert({ agent_id: AGENT, device: { device_id: "" } }).deviceId).toBe(AGENT);
    expect(alert({ agent_id: AGENT, device: { device_id: "n/a" } }).deviceId).toBe(AGENT);
  });

  it("says that something was stopped only where Falcon says so", () => {
    const said = (pattern_disposition_description: string, pattern_disposition: number) =>
      alert({ pattern_disposition, pattern_disposition_description }).wasBlocked;
    expect(said("Prevention, process killed.", 16)).toBe(true);
    expect(said("Detection, standard detection.", 0)).toBe(false);
    expect(
      said(
        "Detection, process would have been blocked if related prevention policy setting was enabled.",
        2_304,
      ),
    ).toBe(false);
    expect(
      said(
        "Prevention, process would have been blocked if related prevention policy setting was enabled.",
        2_304,
      ),
    ).not.toBe(true);
    expect(alert({}).wasBlocked).toBeUndefined();
  });

  it("takes zeros for no hash, and strangers' links for no link", () => {
    const one = alert({
      sha256: "0".repeat(40),
      falcon_host_link: "https://falcon.crowdstrike.com.evil.test/x",
    });
    expect([one.sha256, one.falconLink]).toEqual([undefined, undefined]);
  });
});

describe("other answers", () => {
  it("an odd state of one host is unknown, and absent ones are absent", () => {
    const resources = [{ id: ID, state: "online" }, { id: AGENT, state: null }, { id: "f".repeat(32) }, null];
    expect([...OnlineStates.parse({ resources })]).toEqual([
      [ID, "online"],
      [AGENT, "unknown"],
      ["f".repeat(32), "unknown"],
    ]);
  });

  it("one unreadable login costs none of the others", () => {
    const recent_logins = [
      null,
      { user_name: null },
      { user_name: "ana", login_time: "2026-03-04T05:06:07Z" },
    ];
    const [[, logins] = ["", []]] = Logins.parse({ resources: [{ device_id: ID, recent_logins }] });
    expect(logins.map(({ userName }) => reveal(userName))).toContain("ana");
    expect(logins.at(-1)?.at).toBe(Date.UTC(2026, 2, 4, 5, 6, 7));
  });

  it.each([
    [{ resources: null, errors: null, meta: null }, 0],
    [{ meta: { pagination: null }, resources: [ID] }, 1],
    [{ meta: { pagination: { total: "23" } }, resources: [ID] }, 23],
    [{ meta: { pagination: { total: null } }, resources: [ID, null, 7] }, 3],
  ])("a list of ids is read from %j", (body, total) => {
    expect(Ids.parse(body).total).toBe(total);
    expect(Ids.parse(body).ids.every((id) => id === ID)).toBe(true);
  });
});
