/** RTR's records as they may be: half empty, mistyped, nested without end. None may throw, none may lie. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CommandedHosts, FetchedFiles, OpenedBatch } from "../../src/falcon/endpoints/rtr-batch-host.ts";
import { RtrFiles } from "../../src/falcon/endpoints/rtr-file.ts";
import { scriptHelp } from "../../src/falcon/endpoints/rtr-help.ts";
import { LibraryItems } from "../../src/falcon/endpoints/rtr-library-item.ts";
import { RtrSessionRecords } from "../../src/falcon/endpoints/rtr-session-record.ts";
import { reveal } from "../../src/lib/untrusted.ts";

const ID = "0123456789abcdef0123456789abcdef";

const anyRow = (fields: string) =>
  fc.dictionary(
    fc.constantFrom(...fields.split(" ")),
    fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(2 ** 60, -1, "", "0001-01-01T00:00:00Z", "\u0000", null),
    ),
  );

describe("any record", () => {
  it("of a session, a file or a script is read or left out, whatever is in it", () => {
    const fields =
      "id device_id hostname platform_name user_id origin created_at deleted_at duration pwd logs cloud_request_ids sha256 size complete progress name platform content session_id";
    fc.assert(
      fc.property(fc.array(anyRow(fields), { maxLength: 4 }), (resources) => {
        for (const schema of [RtrSessionRecords, RtrFiles, LibraryItems])
          expect(schema.parse({ resources }).length).toBeLessThanOrEqual(resources.length);
      }),
    );
  });

  it("of a batch's host is read or left out", () => {
    const host = anyRow(
      "session_id task_id complete stdout stderr errors offline_queued sequence_id base_command",
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(ID, "x"), fc.oneof(host, fc.jsonValue())), (resources) => {
        const hosts = CommandedHosts.parse({ combined: { resources } });
        expect([...hosts.keys()].every((id) => id === ID)).toBe(true);
      }),
    );
  });
});

describe("a file", () => {
  it("needs nothing but its id, a text or a number, and is never complete by accident", () => {
    const [first, second, ...none] = RtrFiles.parse({
      resources: [{ id: "7" }, { id: 8, complete: "yes" }, {}],
    });
    expect(first).toMatchObject({ id: "7", isComplete: false, sha256: undefined, progress: undefined });
    expect(second).toMatchObject({ id: "8", isComplete: false });
    expect(none).toEqual([]);
  });

  it("has a digest only when it is one", () => {
    const digest = "AB".repeat(32);
    const files = RtrFiles.parse({ resources: [digest, "ab", ""].map((sha256, id) => ({ id, sha256 })) });
    expect(files.map(({ sha256 }) => sha256)).toEqual([digest.toLowerCase(), undefined, undefined]);
  });

  it("of a batch is keyed by its host", () => {
    expect([...FetchedFiles.parse({ resources: { [ID]: { id: 1 }, other: { id: 2 } } }).keys()]).toEqual([
      ID,
    ]);
    expect(FetchedFiles.parse({ resources: null }).size).toBe(0);
  });
});

describe("a batch", () => {
  it("without an id is none", () => {
    expect(OpenedBatch.safeParse({ resources: {} }).success).toBe(false);
    expect(OpenedBatch.parse({ batch_id: "b", resources: null }).hosts.size).toBe(0);
  });
});

describe("the help of a host", () => {
  it("is followed no deeper than commands nest", () => {
    const endless: Record<string, unknown> = { command: "a" };
    endless["sub_commands"] = [endless];
    const depth = (list: ReturnType<typeof scriptHelp.parse>): number =>
      list.length === 0 ? 0 : 1 + Math.max(...list.map(({ subCommands }) => depth(subCommands)));
    expect(depth(scriptHelp.parse([endless]))).toBe(5);
  });

  it("leaves out what has no name, and keeps words of the cloud wrapped", () => {
    const [only, ...none] = scriptHelp.parse([
      { command: "ls", description: "<!channel>", args: [{ arg_name: "path", required: true }, {}, "x"] },
      { description: "nameless" },
      null,
    ]);
    expect(none).toEqual([]);
    expect(String(only?.description)).toBe("[untrusted]");
    expect(reveal(only!.description!)).toBe("<!channel>");
    expect(only?.arguments).toMatchObject([{ name: "path", isRequired: true }]);
  });
});

it("a script's platforms are words, however they are listed", () => {
  const rows = [["windows", "Mac"], "linux,mac", "Windows", 7, [{}], undefined];
  const items = LibraryItems.parse({ resources: rows.map((platform, id) => ({ id, platform })) });
  expect(items.map(({ platforms }) => platforms)).toEqual([
    ["windows", "mac"],
    ["linux", "mac"],
    ["windows"],
    [],
    [],
    [],
  ]);
});
