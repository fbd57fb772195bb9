/** What this browser remembers by itself: read marks, and the address that names the view. */
import type { View } from "./model.ts";

/** By person, in this browser alone; a moment for each channel. */
export interface Memory {
  read(person: string): Readonly<Record<string, number>>;
  keepRead(person: string, read: Readonly<Record<string, number>>): void;
}

const markOf = (person: string): string => `falconer.read.${person}`;

/** Damaged or absent marks make everything unread, and are no error. */
export function createMemory(storage: Storage): Memory {
  return {
    read(person) {
      try {
        return JSON.parse(storage.getItem(markOf(person)) ?? "{}") as Record<string, number>;
      } catch {
        return {}; // Damaged by hand; everything is merely unread again.
      }
    },
    keepRead(person, read) {
      storage.setItem(markOf(person), JSON.stringify(read));
    },
  };
}

/** `/#alerts`, `/#alerts/MESSAGE` for a thread, `/#:overview`, `/approvals`, `/audit`. */
export function viewAt(path: string, hash: string, first: string): View {
  if (path === "/approvals" || path === "/audit") {
    return { kind: "page", command: path === "/audit" ? "audit" : "approvals" };
  }
  const [channel = "", thread] = hash.slice(1).split("/").map(decodeURIComponent);
  if (channel === OVERVIEW) return { kind: "overview" };
  const view = { kind: "channel", channel: channel === "" ? first : channel } as const;
  return thread === undefined ? view : { ...view, thread };
}

/** The address of a view; `as` keeps the chosen person across a reload. */
export function addressOf(view: View, as: string | undefined): string {
  const query = as === undefined ? "" : `?${new URLSearchParams({ as }).toString()}`;
  if (view.kind === "page") return `/${view.command}${query}`;
  if (view.kind === "overview") return `/${query}#${OVERVIEW}`;
  const parts = view.thread === undefined ? [view.channel] : [view.channel, view.thread];
  return `/${query}#${parts.map(encodeURIComponent).join("/")}`;
}

const OVERVIEW = ":overview";
