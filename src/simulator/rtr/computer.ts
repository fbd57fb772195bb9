/** One host from the inside: its disk, processes, users, addresses, registry, logs. */
import type { Dice } from "../dice.ts";
import type { Device } from "../host-book.ts";
import type { Disk } from "./disk.ts";
import type { Platform } from "./paths.ts";

/** `startedMs` in milliseconds since the epoch; a parent of 0 is none. */
export interface Process {
  readonly pid: number;
  /** Its pid; 0 for the first of all. */
  readonly parent: number;
  readonly name: string;
  readonly path: string;
  readonly commandLine: string;
  readonly user: string;
  readonly startedMs: number;
  readonly memoryKb: number;
}

/** As `netstat` shows it; pid 0 where that is not told. */
export interface Connection {
  readonly protocol: "TCP" | "UDP";
  readonly local: string;
  readonly remote: string;
  readonly state: string;
  readonly pid: number;
}

/** A line of an event log; other platforms than Windows have `boot` alone. */
export interface LogEvent {
  readonly id: number;
  readonly atMs: number;
  /** `Information`, `Warning` and the like. */
  readonly level: string;
  readonly source: string;
  readonly message: string;
}

/** Made when somebody first looks into the host, and changed by commands from then on. */
export interface Computer {
  readonly platform: Platform;
  readonly device: Device;
  /** As commands have left it. */
  readonly disk: Disk;
  /** By pid. */
  readonly processes: Map<number, Process>;
  readonly connections: readonly Connection[];
  /** By scope, `Machine` and `User` on Windows. */
  readonly environment: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly users: readonly { readonly name: string; readonly sid: string }[];
  /** Keys as they are written, each with its values; empty but on Windows. */
  readonly registry: Map<string, Map<string, { readonly type: string; readonly data: string }>>;
  readonly logs: Readonly<Record<string, readonly LogEvent[]>>;
  /** Mounted network drives by their letter. */
  readonly drives: Map<string, string>;
}

/** What the furnishing of each platform is given. */
export interface Furnishing {
  readonly device: Device;
  readonly dice: Dice;
  /** The first moment of the simulation: files are older. */
  readonly startMs: number;
}

/** What differs by platform. */
export type Furniture = Omit<Computer, "platform" | "device" | "drives">;

/** A field of the record that not every device has. */
export function textOf(device: Device, field: string): string {
  const value = device[field];
  return typeof value === "string" ? value : "";
}
