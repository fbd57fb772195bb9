/**
 * Every look-up with every filter on every surface: Falcon is asked the same, and the answer names
 * the same rows and no others. `FALCONER_MATRIX=FILE` writes down the table of what was found.
 */
import { writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../commands/index.ts";
import { casesOf, proposalsFor } from "./matrix/cases.ts";
import { openMatrix, type Matrix } from "./matrix/stage.ts";
import { judge, judgeCalls, judgeProposal, tableOf, type Cell } from "./matrix/judge.ts";
import { SURFACES } from "./matrix/surfaces.ts";

let matrix: Matrix;
const cells: Cell[] = [];
beforeAll(async () => {
  matrix = await openMatrix(userInfo().username);
});
afterAll(async () => {
  await matrix.close();
  const file = process.env["FALCONER_MATRIX"];
  if (file !== undefined) await writeFile(file, tableOf(cells));
});

describe("a look-up, on Slack, Discord, the console, in the shell and over MCP", { timeout: 300_000 }, () => {
  it("asks Falcon the same and answers with the same rows, whatever is filtered by", async () => {
    for (const one of casesOf(matrix)) {
      const from = matrix.falcon.state.calls.length;
      const found = await Promise.all(SURFACES.map((name) => judge(one, name, matrix.surfaces[name])));
      cells.push(...found, judgeCalls(one, matrix.falcon.state.calls.slice(from)));
    }
    expect(cells.filter(({ differs }) => differs !== undefined)).toEqual([]);
  });

  it("of a change only asks people, wherever it is said, and Falcon is left alone", async () => {
    for (const index of proposalsFor(0).keys()) {
      const found = SURFACES.map(async (name, nth) => {
        const question = proposalsFor(nth)[index]!;
        return judgeProposal(question, name, matrix.surfaces[name], matrix.cards);
      });
      cells.push(...(await Promise.all(found)));
    }
    const writes = matrix.falcon.state.calls.filter(
      ({ method, path }) => method !== "GET" && /^\/(?:iocs|ods)\//.test(path),
    );
    expect(writes).toEqual([]);
    expect(cells.filter(({ differs }) => differs !== undefined)).toEqual([]);
  });

  it("is asked with every argument that its command has", () => {
    const missing = [...new Set(casesOf(matrix).map(({ command }) => command))].flatMap((command) => {
      const asked = casesOf(matrix).filter((one) => one.command === command);
      const { args = [] } = COMMANDS.find(({ info }) => info.name === command)?.info ?? {};
      return args
        .filter(
          ({ name }) =>
            !asked.some((one) => name in one.args || (name === "cursor" && one.nextPage !== undefined)),
        )
        .map(({ name }) => `${command} ${name}`);
    });
    expect(missing).toEqual([]);
  });
});
