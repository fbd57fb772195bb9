/** A console log in memory. It writes and reads JSON as the store does, so what would not survive does not. */
import type { ConsoleLog, ConsoleMessage } from "../../../adapters/web/index.ts";
import { maySee } from "../../../adapters/web/log.ts";
import { readJson, writeJson } from "../../../src/lib/untrusted.ts";

export function createMemoryLog(): ConsoleLog {
  const rows = new Map<string, string>();
  const all = (): readonly ConsoleMessage[] => [...rows.values()].map(read);
  return {
    async put(message) {
      const taken = all().some(
        ({ id, key }) => id !== message.id && key !== undefined && key === message.key,
      );
      if (taken) throw new Error(`key ${message.key} exists`);
      rows.set(message.id, writeJson(message));
    },
    async get(id) {
      const row = rows.get(id);
      return row === undefined ? undefined : read(row);
    },
    byKey: async (key) => all().find((message) => message.key === key),
    list: async (channel, viewer, limit) =>
      all()
        .filter((message) => message.channel === channel && maySee(message, viewer))
        .sort((a, b) => a.createdAt - b.createdAt)
        .slice(-limit),
    channels: async () => [...new Set(all().map(({ channel }) => channel))],
    changedSince: async (moment) => all().filter(({ editedAt }) => editedAt > moment),
  };
}

const ABSENT = { thread: undefined, onlyFor: undefined, author: undefined, key: undefined } as const;

const read = (row: string): ConsoleMessage => ({ ...ABSENT, ...(readJson(row) as ConsoleMessage) });
