/** Flight Control: children by name, a client and a token for each, and whose answer a card is. */
import { describe, expect, it } from "vitest";
import { host } from "../../commands/host.ts";
import { hosts } from "../../commands/hosts.ts";
import { Ambiguity, NotFound } from "../../src/chat/ambiguity.ts";
import { buttonsOf, optionsOf, wordsOf } from "../bot/card-words.ts";
import { say } from "../commands/say.ts";
import { startBed } from "../hosts/bed.ts";

const NORTH = "a".repeat(32);
const SOUTH = "b".repeat(32);
const CHILDREN = [
  { cid: NORTH, name: "North Mill", hosts: [{ hostname: "NORTH-01" }, { hostname: "NORTH-02" }] },
  { cid: SOUTH, name: "South Mill", hosts: [{ hostname: "SOUTH-01" }] },
  { cid: "c".repeat(32), name: "South Yard", hosts: [] },
];
const WORLD = { empty: true, hosts: [{ hostname: "PARENT-01" }], children: CHILDREN };

const signIns = (bed: Awaited<ReturnType<typeof startBed>>): readonly unknown[] =>
  bed.simulator.state
    .callsTo("/oauth2/token")
    .map(({ body }) => (body as Record<string, string>)["member_cid"]);

describe("a look-up in a child", () => {
  it("sees that child alone, and its card says whose it is", async () => {
    const bed = await startBed(WORLD);
    const words = wordsOf(await say(hosts, { cid: "north mill" }, bed));
    expect(words).toContain("NORTH-01");
    expect(words).toContain(`Tenant: North Mill ${NORTH}`);
    for (const other of ["PARENT-01", "SOUTH-01"]) expect(words).not.toContain(other);
    const own = wordsOf(await say(hosts, {}, bed));
    expect(own).toContain("PARENT-01");
    expect(own).not.toContain("Tenant");
  });

  it("costs one list of children and one token a tenant, however often it is asked", async () => {
    const bed = await startBed(WORLD);
    for (const cid of ["North Mill", NORTH, `${NORTH}-4F`, "south mill", "North"]) {
      await say(hosts, { cid }, bed);
    }
    expect(new Set(signIns(bed))).toEqual(new Set([undefined, NORTH, SOUTH]));
    expect(signIns(bed)).toHaveLength(3);
    expect(bed.simulator.state.callsTo("/mssp/queries/children/v1")).toHaveLength(1);
  });

  it("keeps its buttons there, and offers no change", async () => {
    const bed = await startBed(WORLD);
    const list = await say(hosts, { cid: NORTH }, bed);
    expect(optionsOf(list).map(({ press }) => press.args["cid"])).toEqual([NORTH, NORTH]);
    const card = await say(host, { host: "NORTH-01", cid: "North Mill" }, bed);
    expect(buttonsOf(card).map(({ label, press }) => [label, press.args["cid"]])).toEqual([
      ["Detections", NORTH],
    ]);
  });

  it("asks which one when a name begins several, and names the nearest when none has it", async () => {
    const bed = await startBed(WORLD);
    await expect(say(hosts, { cid: "South" }, bed)).rejects.toThrow(Ambiguity);
    await expect(say(hosts, { cid: "Nort Mill" }, bed)).rejects.toThrow(NotFound);
  });

  it("needs no list when it is named by its CID, and says which scope a name needs", async () => {
    const poor = { id: "poor", secret: "s", scopes: ["devices:read"] };
    const bed = await startBed({ ...WORLD, clients: [poor] }, poor);
    expect(wordsOf(await say(hosts, { cid: NORTH }, bed))).toContain("NORTH-01");
    await expect(say(hosts, { cid: "North Mill" }, bed)).rejects.toMatchObject({
      hint: expect.stringContaining("Flight Control: Read (mssp:read)") as unknown,
    });
  });
});

it("a client that is set to a child shows the child's name on its cards", async () => {
  const bed = await startBed(WORLD, undefined, { memberCid: SOUTH });
  const words = wordsOf(await say(hosts, {}, bed));
  expect(words).toContain("SOUTH-01");
  expect(words).toContain(`Tenant: South Mill ${SOUTH}`);
});
