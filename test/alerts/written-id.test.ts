import { describe, expect, it } from "vitest";
import { readAlertId } from "../../src/alerts/written-id.ts";

const CID = "a".repeat(32);
const AID = "b".repeat(32);
const SHORT = `ind:${AID}:123456-10221-99|7`;
const COMPOSITE = `${CID}:${SHORT}`;
const inLink = encodeURIComponent(COMPOSITE);

describe("what people paste for an alert", () => {
  it.each([
    [COMPOSITE, { kind: "composite", id: COMPOSITE }],
    [`  ${COMPOSITE}\n`, { kind: "composite", id: COMPOSITE }],
    [SHORT, { kind: "short", id: SHORT }],
    [`${CID}:fcs:ioa-211:6ed3-11`, { kind: "composite", id: `${CID}:fcs:ioa-211:6ed3-11` }],
    ["fcs:ioa-211:6ed3-11", { kind: "short", id: "fcs:ioa-211:6ed3-11" }],
    [
      `https://falcon.crowdstrike.com/activity-v2/detections/${inLink}?_cid=x`,
      { kind: "composite", id: COMPOSITE },
    ],
    [
      `<https://falcon.eu-1.crowdstrike.com/xdr/detections/${COMPOSITE}>`,
      { kind: "composite", id: COMPOSITE },
    ],
    [`https://falcon.crowdstrike.com/app/#/detections/${inLink}`, { kind: "composite", id: COMPOSITE }],
    ["https://falcon.crowdstrike.com/hosts", undefined],
    ["https://falcon.crowdstrike.com/%E0%A4%A/x", undefined],
    ["https://", undefined],
    ["an alert of yesterday", undefined],
    ["", undefined],
    ["opaque-id-of-a-new-kind", { kind: "composite", id: "opaque-id-of-a-new-kind" }],
  ])("%j", (written, expected) => {
    expect(readAlertId(written)).toEqual(expected);
  });

  it("stays quick on long text", () => {
    const started = performance.now();
    readAlertId(`${"a:".repeat(50_000)} `);
    readAlertId(`https://x/${"%3A".repeat(50_000)}`);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
