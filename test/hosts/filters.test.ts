import { describe, expect, it } from "vitest";
import { UserError } from "../../src/lib/errors.ts";
import { isFql } from "../../src/falcon/fql.ts";
import { searched } from "../../src/hosts/filters.ts";

const filter = (query: object): string | undefined => searched({ limit: 10, ...query });

describe("searching hosts", () => {
  it.each([
    [{}, undefined],
    [{ text: "*" }, undefined],
    [{ platform: "mac" }, "platform_name:'Mac'"],
    [{ status: "contained" }, "status:['contained']"],
    [{ status: "pending" }, "status:['containment_pending','lift_containment_pending']"],
    [{ tag: "plc" }, "tags:['FalconGroupingTags/plc','SensorGroupingTags/plc']"],
    [{ tag: "SensorGroupingTags/x" }, "tags:['SensorGroupingTags/x']"],
    [{ text: "10.0.0.1" }, "(local_ip:['10.0.0.1']),(external_ip:['10.0.0.1'])"],
    [{ text: "aid:0123456789ABCDEF0123456789abcdef" }, "device_id:'0123456789abcdef0123456789abcdef'"],
    [{ text: "web" }, "((hostname:'web*'),(hostname:'WEB*')),(hostname:~'web')"],
    [{ text: "o'x" }, "((hostname:'o\\'x*'),(hostname:'O\\'X*')),(hostname:~'o\\'x')"],
    [{ text: "hostname:'a*'", platform: "linux" }, "(hostname:'a*')+(platform_name:'Linux')"],
  ])("%o asks %s", (query, expected) => {
    expect(filter(query)).toBe(expected);
  });

  it.each([
    ["hostname:'x'", true],
    ["hostname:['x','y']", true],
    ["severity:>50", true],
    ["last_seen:>='now-1d'+status:'normal'", true],
    ["(platform_name:!'Mac')", true],
    ["hostname:*'*x*'", true],
    ["web-01", false],
    ["C:\\Windows", false],
    ["web server: lobby", false],
    ["2001:db8::1", false],
    ["x'+severity:>0,hostname:'*", false],
    ["web-01' , hostname:'*'", false],
  ])("%s is a filter: %s", (text, expected) => {
    expect(isFql(text)).toBe(expected);
  });

  it("an address that looks like a field with a number is an address", () => {
    expect(filter({ text: "fe80:1::2" })).toContain("local_ip");
  });

  it("a malformed filter is refused with what is wrong", () => {
    expect(() => filter({ text: "hostname:'x" })).toThrow(UserError);
  });

  it("a person's filter stays one condition beside the options", () => {
    expect(filter({ text: "status:'normal',status:'contained'", platform: "mac" })).toBe(
      "(status:'normal',status:'contained')+(platform_name:'Mac')",
    );
  });
});
